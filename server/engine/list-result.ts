// Writes a list result to the journal page by page while the node still produces it. A short list stays in memory besides, for
// the steps that read it next; a long one is read back from the journal.
import { fail } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { drain, record } from './recorder.ts';
import { plainJson } from './result.ts';
import type { OpenStep, Session } from './session.ts';

const pageItems = 200;
const pageCharacters = 256 * 1024;
/** Characters of JSON up to which a list stays in memory. */
const stays = 2 * 1024 * 1024;

export interface WrittenList {
  readonly count: number;
  readonly items: readonly Json[] | null;
}

type Items = Iterable<unknown> | AsyncIterable<unknown>;

export const isIterable = (value: unknown): value is Items =>
  typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);

interface Pages {
  add(item: unknown): void;
  readonly full: boolean;
  turn(): void;
  end(): WrittenList;
}

export function writeList(s: Session, step: OpenStep, items: Items): WrittenList | Promise<WrittenList> {
  const pages = pagesOf(s, step);
  if (!Array.isArray(items)) return writeSlowly(s, pages, items);
  if (items.length > s.host.limits.listItems) throw tooLong(s);
  for (const item of items) {
    pages.add(item);
    if (pages.full) pages.turn();
  }
  return pages.end();
}

async function writeSlowly(s: Session, pages: Pages, items: Items): Promise<WrittenList> {
  let turned = 0;
  for await (const item of items) {
    pages.add(item);
    if (!pages.full) continue;
    pages.turn();
    turned += 1;
    // What is on its way stays bounded however fast the node produces.
    if (turned % 10 === 0) await drain(s);
  }
  return pages.end();
}

function pagesOf(s: Session, step: OpenStep): Pages {
  let page: Json[] = [];
  let number = 0;
  let count = 0;
  let size = 0;
  let pageSize = 0;
  let kept: Json[] | null = [];
  return {
    add(item) {
      count += 1;
      if (count > s.host.limits.listItems) throw tooLong(s);
      const { json, size: own } = plainJson(item, s.host.limits.outputSize);
      size += own;
      pageSize += own;
      page.push(json);
      if (size > Math.min(stays, s.host.limits.outputSize)) kept = null;
      kept?.push(json);
    },
    get full() {
      return page.length === pageItems || pageSize > pageCharacters;
    },
    turn() {
      record(s, { kind: 'page', key: step.key, page: number, items: page });
      number += 1;
      page = [];
      pageSize = 0;
    },
    end() {
      if (page.length > 0 || number === 0) this.turn();
      return { count, items: kept && Object.freeze(kept) };
    },
  };
}

const tooLong = (s: Session) => fail('output_too_large', `The list has more than ${s.host.limits.listItems.toLocaleString('en')} items.`);
