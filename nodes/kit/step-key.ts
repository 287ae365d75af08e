// Step keys name one execution of a node in a run: `backUp`, in loops `backUp[3]`, `backUp[3][0]`.
// They are stable: everything in the journal is found by them, never by a sequence number.

export interface StepKey {
  readonly nodeId: string;
  /** Iteration numbers, outermost loop first. */
  readonly path: readonly number[];
}

export const stepKey = (nodeId: string, path: readonly number[] = []): string => nodeId + pathText(path);

export const pathText = (path: readonly number[]): string => path.map((i) => `[${i}]`).join('');

const pattern = /^([a-z][A-Za-z0-9]{0,62})((?:\[\d{1,9}\])*)$/;

/** Reads a step key; null when it is none. */
export function parseStepKey(text: string): StepKey | null {
  const match = pattern.exec(text);
  if (!match) return null;
  return { nodeId: match[1] as string, path: [...(match[2] as string).matchAll(/\d+/g)].map((m) => Number(m[0])) };
}
