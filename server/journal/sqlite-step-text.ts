// A finished step as the texts of its row. Large outputs are cut into chunks; what is too large is refused here, before anything
// is queued. Knows no database.
import { fail } from '../../nodes/kit/errors.ts';
import type { StepWrite } from './contract.ts';
import { inlineBytes, outputText, standsInline } from './limits.ts';
import type { OpenStep } from './open-steps.ts';

export const stepStates = ['succeeded', 'failed', 'skipped', 'cancelled'] as const;

/** Seldom used parts of a finished step; null for most. */
export interface Extra {
  readonly error?: NonNullable<StepWrite['error']>;
  readonly list?: NonNullable<StepWrite['list']>;
  readonly loop?: NonNullable<StepWrite['loop']>;
  /** The output stands in chunks. */
  readonly cut?: true;
  /** The output is held by the run it was taken over from. */
  readonly has?: true;
}

export interface StepText {
  readonly write: StepWrite;
  readonly path: string;
  readonly node: string;
  readonly output: string | null;
  readonly chunks: readonly Uint8Array[];
  readonly params: string | null;
  readonly extra: Extra | null;
}

export function stepText(write: StepWrite): StepText {
  const at = write.key.indexOf('[');
  const text = write.output === undefined ? null : outputText(write.output, `The result of ${write.key}`);
  const inline = text === null || standsInline(text);
  const { error, list, loop } = write;
  const extra =
    error || list || loop || !inline
      ? { ...(error && { error }), ...(list && { list }), ...(loop && { loop }), ...(!inline && { cut: true as const }) }
      : null;
  return {
    write,
    path: at < 0 ? '' : write.key.slice(at),
    node: at < 0 ? write.key : write.key.slice(0, at),
    output: inline ? text : null,
    chunks: inline ? [] : cut(text),
    params: write.params === undefined ? null : JSON.stringify(write.params),
    extra,
  };
}

/** Longest row of an open step that is kept at hand while its run is held. */
const shortRow = 4_096;

export const atHand = (step: OpenStep, data: string): OpenStep | null => (data.length > shortRow ? null : step);

/** Bytes, not characters: a chunk may end in the middle of one. */
export function cut(text: string): readonly Uint8Array[] {
  const bytes = Buffer.from(text);
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; from += inlineBytes) chunks.push(bytes.subarray(from, from + inlineBytes));
  return chunks;
}

export const refusedTwice = (runId: string, key: string) => fail('conflict', `Step ${key} of run ${runId} is recorded already.`);
