// A set-up file of the tests: what simulators are asked and answer in this process goes to the folder that VAULTFLOW_TAP names, one
// line for each shape of request and answer. test/judge-traffic.ts reads them when all tests have run.
import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Exchange, tap } from '../wire/tap.ts';

const folder = process.env.VAULTFLOW_TAP;
/** Locks and roles may hang on a vault; they belong to other providers. */
const judged = /\/providers\/Microsoft\.(RecoveryServices|DataProtection)\/(?!.*\/providers\/)/i;

/** Names, types, and the words that stand for kinds and states; numbers, moments and names of things do not matter. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((one) => JSON.stringify(shapeOf(one))))].sort();
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, one]) => [name, shapeOf(one)]);
  return typeof value === 'string' && /^[A-Z][A-Za-z]{2,40}$/.test(value) ? value : value === null ? null : typeof value;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text.length;
  }
};

/** The resource types of a path without the names between them. */
const kindOf = (path: string): string =>
  path
    .split('/')
    .filter((_, index) => index % 2 === 1)
    .join('/');

if (folder) {
  const seen = new Set<string>();
  tap((exchange: Exchange) => {
    const url = new URL(exchange.url);
    if (!judged.test(url.pathname)) return;
    const shape = [
      exchange.method,
      kindOf(url.pathname),
      exchange.status,
      shapeOf(parsed(exchange.body)),
      shapeOf(parsed(exchange.answer)),
    ];
    const hash = createHash('sha1').update(JSON.stringify(shape)).digest('hex');
    if (seen.has(hash)) return;
    seen.add(hash);
    appendFileSync(join(folder, `${process.pid}.jsonl`), `${JSON.stringify({ hash, ...exchange })}\n`);
  });
}
