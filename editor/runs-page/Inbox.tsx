// What practice runs would have sent: the list of messages, and one of them as it would have arrived. Nothing here was sent.
import { Button } from '@fluentui/react-components';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { InboxMessage } from '../../nodes/kit/wire/system.ts';
import { call, keys } from '../api.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { exact, moment } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { MessageBody } from './MessageBody.tsx';
import './Inbox.css';

const icons: { readonly [kind: string]: string } = { mail: 'mail', webhook: 'chat', http: 'globe' };

export function Inbox() {
  const [open, setOpen] = useState<string | null>(null);
  const inbox = useInfiniteQuery({
    queryKey: keys.inbox(),
    queryFn: ({ pageParam, signal }) => call('inbox', { query: { limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const messages = inbox.data?.pages.flatMap(({ items }) => items);
  if (inbox.error) return <ErrorCard title="The messages could not be read" failure={{ message: inbox.error.message }} />;
  if (!messages) return <Skeleton label="Reading the messages" lines={5} />;
  if (messages.length === 0)
    return (
      <EmptyState icon="mail" title="No messages yet">
        While you practise, nothing leaves this machine: what a flow would send to people or other systems arrives here.
      </EmptyState>
    );
  const shown = messages.find(({ id }) => id === open) ?? (messages[0] as InboxMessage);
  return (
    <div className="inbox">
      <section className="inbox-list" aria-label="Messages">
        <ul>
          {messages.map((message) => (
            <li key={message.id}>
              <button
                type="button"
                className="inbox-entry"
                aria-pressed={message.id === shown.id}
                onClick={() => setOpen(message.id)}
                data-testid="inbox-message"
              >
                <Icon name={icons[message.kind] ?? 'mail'} size={18} />
                <span className="inbox-words">
                  <b>{message.subject || 'Without a subject'}</b>
                  <span>{message.to}</span>
                </span>
                <span className="inbox-at" title={exact(message.at)}>
                  {moment(message.at)}
                </span>
              </button>
            </li>
          ))}
        </ul>
        {inbox.hasNextPage ? (
          <Button className="list-more" disabled={inbox.isFetchingNextPage} onClick={() => void inbox.fetchNextPage()}>
            {inbox.isFetchingNextPage ? 'Reading …' : 'Older messages'}
          </Button>
        ) : null}
      </section>
      <MessageBody message={shown} />
    </div>
  );
}
