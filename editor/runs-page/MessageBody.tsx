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
  const { at, runId, flowName, kind, to, subject, body } = message;
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
          <Part key={index} part={part} />
        ))}
      </div>
    </article>
  );
}

function Part({ part }: { readonly part: MessagePart }) {
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
      return <iframe className="message-html" title="The message as it would look" sandbox="" srcDoc={framed(part.html)} />;
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

/** Nothing is loaded from anywhere, whatever the message says. */
const framed = (html: string): string =>
  `<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">` +
  `<style>body{font:13px/18px system-ui,sans-serif;margin:12px;background:#fff;color:#1a1f28}table{border-collapse:collapse}td,th{border:1px solid #e3e6eb;padding:4px 8px;text-align:left}</style>${html}`;
