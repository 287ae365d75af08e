// One message of the practice inbox as it would have been read. HTML is shown in a frame without scripts, forms or network.
import { Link } from 'wouter';
import type { Json } from '../../nodes/kit/json.ts';
import type { InboxMessage } from '../../nodes/kit/wire/system.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { exact } from '../ui/format.ts';
import { PracticePill } from '../ui/StatusPill.tsx';
import { boldRuns, type MessagePart, messageParts } from './message-parts.ts';
import './MessageBody.css';

const kinds: { readonly [kind: string]: string } = { mail: 'Email', webhook: 'Message', http: 'HTTP request' };

export function MessageBody({ message }: { readonly message: InboxMessage }) {
  const { id, at, runId, flowName, kind, to, subject, body } = message;
  return (
    <article className="message" aria-label={subject} data-testid="inbox-body">
      <header className="message-head">
        <h2>{subject || 'Without a subject'}</h2>
        <p className="message-meta">
          <span>{kinds[kind] ?? kind}</span> to <b>{to}</b> <span>· {exact(at)}</span>
        </p>
        <p className="message-meta">
          <PracticePill /> not sent{flowName ? `, made by “${flowName}”` : ''}
          {runId ? <Link href={`/runs?run=${encodeURIComponent(runId)}`}>Look at the run</Link> : null}
          <CopyButton text={JSON.stringify(body, null, 2)} what="JSON of the message" word="Copy JSON" />
        </p>
      </header>
      <div className="message-body">
        {messageParts(body as Json, subject).map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a message never change
          <Part key={index} id={id} part={part} />
        ))}
      </div>
    </article>
  );
}

function Part({ id, part }: { readonly id: string; readonly part: MessagePart }) {
  switch (part.kind) {
    case 'text':
      return (
        <p className="message-text">
          {boldRuns(part.text).map(({ text, bold }, index) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: the words of a message never change
            bold ? <strong key={index}>{text}</strong> : text,
          )}
        </p>
      );
    case 'html':
      // A page of the server with a policy of its own: inside this page's policy its styles would not show.
      return <iframe className="message-html" title="The message as it would look" sandbox="" src={`/api/practice/inbox/${id}/page`} />;
    case 'table':
      return (
        <div className="message-scroll">
          <table className="message-table">
            <thead>
              <tr>
                {part.head.map((cell) => (
                  <th key={cell} scope="col">
                    {cell}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {part.rows.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the rows of a message never change
                <tr key={index}>
                  {row.map((cell, column) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: nor do its cells
                    <td key={column} className={cell.length > 32 ? 'message-long' : undefined}>
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    default:
      return <pre className="message-json">{part.json}</pre>;
  }
}
