// Two runs side by side: which inputs differ, and for each step outside loops how it went in both. Pure.
import type { Json } from '../../nodes/kit/json.ts';
import type { Step } from '../../nodes/kit/records.ts';

export interface Difference {
  /** `vault`, `items[2].name`; empty: the whole. */
  readonly path: string;
  /** Absent: it was not there. */
  readonly before?: Json;
  readonly after?: Json;
}

/** To look inside; a secret's handle is one value. */
const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !Object.hasOwn(value, '$secret');

/** Every value that differs, in the order of the first; lists are compared place by place. At most `limit`. */
export function differences(before: Json | undefined, after: Json | undefined, limit = 200): Difference[] {
  const found: Difference[] = [];
  const look = (a: Json | undefined, b: Json | undefined, path: string): void => {
    if (found.length >= limit || a === b) return;
    if (isObject(a) && isObject(b)) {
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
        look(Object.hasOwn(a, key) ? a[key] : undefined, Object.hasOwn(b, key) ? b[key] : undefined, path === '' ? key : `${path}.${key}`);
    } else if (Array.isArray(a) && Array.isArray(b)) {
      for (let i = 0; i < Math.max(a.length, b.length) && found.length < limit; i++) look(a[i] as Json, b[i] as Json, `${path}[${i}]`);
    } else if (JSON.stringify(a) !== JSON.stringify(b))
      found.push({ path, ...(a === undefined ? {} : { before: a }), ...(b === undefined ? {} : { after: b }) });
  };
  look(before, after, '');
  return found;
}

export interface StepPair {
  readonly key: string;
  readonly before: Step | null;
  readonly after: Step | null;
  /** Status or port differ, or only one of them has it. */
  readonly differs: boolean;
}

/** In the order of the newer run; what only the older one has comes last. */
export function pairSteps(before: readonly Step[], after: readonly Step[]): StepPair[] {
  const older = new Map(before.map((step) => [step.key, step]));
  const newer = new Set(after.map(({ key }) => key));
  const pair = (a: Step | null, b: Step | null): StepPair => ({
    key: (b ?? a)?.key ?? '',
    before: a,
    after: b,
    differs: a?.status !== b?.status || a?.port !== b?.port,
  });
  return [
    ...after.map((step) => pair(older.get(step.key) ?? null, step)),
    ...before.filter(({ key }) => !newer.has(key)).map((step) => pair(step, null)),
  ];
}
