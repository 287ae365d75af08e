// Lists in pages: `{ value, nextLink? }`, continued by $skipToken. The token is opaque to clients and names the offset.
import { type Answer, invalidInput, ok } from './answer.ts';
import { type Call, link } from './call.ts';

const encode = (offset: number) => Buffer.from(`page:${offset}`).toString('base64url');

function decode(token: string): number | null {
  const match = /^page:(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  return match ? Number(match[1]) : null;
}

/** One page of `items`, each rendered only if it is on the page. */
export function page<T>(call: Call, items: T[], render: (item: T) => unknown): Answer {
  const token = call.query.$skiptoken;
  const start = token === undefined || token === '' ? 0 : decode(token);
  if (start === null) return invalidInput('$skipToken');
  const end = start + call.pageSize;
  const value = items.slice(start, end).map(render);
  if (end >= items.length) return ok({ value });
  const filter = call.query.$filter;
  return ok({ value, nextLink: link(call, call.path, { ...(filter ? { $filter: filter } : {}), $skipToken: encode(end) }) });
}
