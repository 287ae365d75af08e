// Finding a step type by what people type: titles first, then synonyms, then anything else that says it. Pure and fast: a
// keystroke over five hundred types stays far below a frame.
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';

/** How well a text answers a query; null: not at all. Lower is better. */
export function fuzzy(query: string, text: string): number | null {
  if (query === '') return 0;
  const [q, t] = [query.toLowerCase(), text.toLowerCase()];
  if (t === q) return 0;
  if (t.startsWith(q)) return 1;
  const word = t.search(new RegExp(`(^|[^a-z0-9])${q.replace(/[^a-z0-9]/g, '\\$&')}`));
  if (word >= 0) return 2 + word / 100;
  const inside = t.indexOf(q);
  if (inside >= 0) return 4 + inside / 100;
  // Letters in order: "bn" finds "Back up now". First letters of words count best.
  let at = -1;
  let gaps = 0;
  for (const letter of q) {
    if (letter === ' ') continue;
    const next = t.indexOf(letter, at + 1);
    if (next < 0) return null;
    if (at >= 0 && next > at + 1 && t[next - 1] !== ' ') gaps += next - at - 1;
    at = next;
  }
  // Letters strewn over a long text are chance.
  return gaps > q.length * 3 ? null : 6 + gaps / 10;
}

interface Entry {
  readonly type: NodeTypeJson;
  readonly words: readonly (readonly [text: string, penalty: number])[];
}

const entries = new WeakMap<readonly NodeTypeJson[], readonly Entry[]>();

function entriesOf(types: readonly NodeTypeJson[]): readonly Entry[] {
  const known = entries.get(types);
  if (known) return known;
  const built = types.map((type) => ({
    type,
    words: [
      [type.title, 0],
      ...type.keywords.map((word) => [word, 1] as const),
      [type.type.split('.').at(-1)?.replaceAll('-', ' ') ?? '', 1.5],
      [type.group.replace('-', ' '), 5],
    ] as const,
  }));
  entries.set(types, built);
  return built;
}

/** Types that answer a query, best first; with an empty one: recent first, then as they come. */
export function searchTypes(types: readonly NodeTypeJson[], query: string, recent: readonly string[] = []): readonly NodeTypeJson[] {
  const q = query.trim();
  const rank = (type: NodeTypeJson) => {
    const at = recent.indexOf(type.type);
    return at < 0 ? recent.length : at;
  };
  if (q === '') return [...types].sort((a, b) => rank(a) - rank(b));
  const found: { readonly type: NodeTypeJson; readonly score: number }[] = [];
  for (const { type, words } of entriesOf(types)) {
    let best: number | null = null;
    for (const [text, penalty] of words) {
      const score = fuzzy(q, text);
      if (score !== null && (best === null || score + penalty < best)) best = score + penalty;
    }
    // The summary counts only where it holds the very words: letters strewn over a sentence mean nothing.
    if (best === null && type.summary.toLowerCase().includes(q.toLowerCase())) best = 9;
    if (best !== null) found.push({ type, score: best + rank(type) / 1_000 });
  }
  return found.sort((a, b) => a.score - b.score).map(({ type }) => type);
}
