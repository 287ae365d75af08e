// Messages to a channel, in the form that Teams, Slack or a plain webhook wants. The address usually is a secret of the
// connection: it is opened here, used once, and never shows up in an answer or an error.
import type { ChannelMessage, MessagesCapability } from '../../nodes/kit/capabilities.ts';
import type { MessageConnection } from '../../nodes/kit/connection-kinds.ts';
import type { Effect } from '../../nodes/kit/define.ts';
import { fail } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { guardEffect } from './effect-guard.ts';
import type { Egress } from './egress.ts';
import { answerOf, practiceAnswer } from './http.ts';
import type { Outbox } from './practice.ts';
import type { StepSecrets } from './secrets.ts';

interface MessageDeps {
  readonly egress: Egress;
  readonly outbox: Outbox;
  readonly effect: Effect;
  readonly signal: AbortSignal;
  readonly secrets: StepSecrets['open'];
  connection(): Promise<MessageConnection | null>;
}

export function createMessages({ egress, outbox, effect, signal, secrets, connection }: MessageDeps): MessagesCapability {
  return {
    async post(message) {
      guardEffect(effect, 'write', 'post a message');
      const channel = await connection();
      const address = channel?.url ?? message.url ?? '';
      if (address !== '' && !URL.canParse(address))
        throw fail('connection_invalid', 'The address of the channel is not a URL.', { refused: true });
      const host = address === '' ? '' : new URL(address).host;
      const body = written(message, channel?.flavour ?? message.flavour ?? 'generic');
      if (
        await outbox.divert(
          {
            kind: 'webhook',
            to: channel ? `${channel.flavour} · ${host}` : host || 'no channel chosen yet',
            subject: message.title || firstLine(message.text),
            body,
          },
          host,
        )
      )
        return practiceAnswer;
      if (address === '') throw fail('binding_missing', 'There is no address: choose a connection or give a URL.', { refused: true });
      const opened = await secrets(body);
      const answer = await egress.fetch({
        method: 'POST',
        url: address,
        headers: { 'content-type': 'application/json', 'user-agent': 'Vaultflow' },
        body: JSON.stringify(opened.value),
        redirects: 0,
        signal,
      });
      return answerOf(answer, opened);
    },
  };
}

const firstLine = (text: string): string => text.split('\n', 1)[0]?.slice(0, 200) ?? '';

function written({ title, text, severity, body }: ChannelMessage, flavour: 'teams' | 'slack' | 'generic'): Json {
  switch (flavour) {
    case 'teams':
      return teamsCard(title, text, severity);
    case 'slack':
      return { text: [title === '' ? '' : `*${title}*`, slackText(text)].filter((part) => part !== '').join('\n') };
    case 'generic':
      return body ?? { title, text, severity };
  }
}

const teamsColours = { info: 'default', good: 'good', warning: 'warning', bad: 'attention' } as const;

/** What the Workflows app of Teams takes: a message with one adaptive card. */
function teamsCard(title: string, text: string, severity: ChannelMessage['severity']): Json {
  const block = (content: string, more: { readonly [key: string]: Json } = {}): Json => ({
    type: 'TextBlock',
    text: content,
    wrap: true,
    ...more,
  });
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          msteams: { width: 'Full' },
          body: [
            ...(title === '' ? [] : [block(title, { weight: 'bolder', size: 'medium', color: teamsColours[severity] })]),
            ...text
              .split(/\n{2,}/)
              .filter((part) => part.trim() !== '')
              .map((part) => block(part)),
          ],
        },
      },
    ],
  };
}

/** Slack's own marks instead of Markdown's; `<`, `>` and `&` are its control characters. */
const slackText = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/\*\*(.+?)\*\*/g, '*$1*')
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)\)/g, '<$2|$1>');
