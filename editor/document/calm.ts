// Patience with a new step: what is still to be filled in is asked for calmly ("needs: Vault"), and becomes a problem when the
// person has left the field empty, or wants to run or publish. What was opened like that is a problem at once.
import { create } from 'zustand';
import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';
import { useDocument } from './store.ts';

export interface Calm {
  /** Steps that were added since the flow was opened. */
  readonly fresh: ReadonlySet<string>;
  /** `nodeId/path` of fields that somebody was in and has left. */
  readonly left: ReadonlySet<string>;
}

const strict: Calm = { fresh: new Set(), left: new Set() };

export const useCalm = create<Calm>(() => strict);

export const calmDown = (nodeId: string): void => useCalm.setState(({ fresh }) => ({ fresh: new Set([...fresh, nodeId]) }));

export function leaveField(nodeId: string, path: string): void {
  const { fresh, left } = useCalm.getState();
  if (fresh.has(nodeId) && !left.has(nodeId + path)) useCalm.setState({ left: new Set([...left, nodeId + path]) });
}

/** Somebody wants to run or publish: from now on everything that is missing is a problem. */
export const beStrict = (): void => useCalm.setState(strict);

const asked: ReadonlySet<string> = new Set(['param_missing', 'slot_unknown', 'unreachable']);

/** Not wrong, only not done yet. */
export function isCalm({ nodeId, code, path }: ProblemItem, { fresh, left }: Calm): boolean {
  if (nodeId === undefined || !fresh.has(nodeId) || !asked.has(code)) return false;
  const field = paramPath(path);
  return field === null || !left.has(nodeId + field);
}

/** @example paramPath('/nodes/3/params/rows/0') // '/rows/0' */
export const paramPath = (path: string): string | null => /^\/nodes\/\d+\/params(\/.+)$/.exec(path)?.[1] ?? null;

// Another flow: nothing of this one is new any more.
useDocument.subscribe((state, before) => {
  if (state.flowId !== before.flowId) beStrict();
});
