// How a container ends and what it gives: counts, the collected value, the first failure in the words of what is outside. And
// how many items have failed while the run went on, which people see as "succeeded with failures".
import type { Failure } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';
import type { CompiledNode } from './compile.ts';
import type { Frame, Settled } from './frame.ts';
import type { Loop, OpenStep, Session } from './session.ts';
import { finishStep } from './settle.ts';

export function endForEach(s: Session, step: OpenStep): void {
  const loop = step.loop as Loop;
  const fails = loop.failed > 0 && loop.whenItemFails !== 'continue' && loop.first;
  const output = { count: loop.count, failed: loop.failed, ...insideOf(loop) };
  const common = {
    output,
    list: { property: 'items', count: loop.count },
    loop: { count: loop.count, done: loop.done, failed: loop.failed },
  };
  if (!fails) {
    finishStep(s, step, { status: 'succeeded', port: step.node.firstPort, ...common });
    return;
  }
  const message = `${loop.failed} of ${loop.count} items failed; the first was item ${fails.index}: ${fails.error.message}`;
  finishStep(s, step, {
    status: 'failed',
    port: 'failed',
    error: { ...fails.error, code: 'unhandled_failure', message, cause: fails.error.message },
    ...common,
  });
}

export function endWith(s: Session, step: OpenStep, output: { readonly [name: string]: Json }): void {
  const loop = step.loop as Loop;
  finishStep(s, step, { status: 'succeeded', port: step.node.firstPort, output: { ...output, ...insideOf(loop) }, ...roundsOf(loop) });
}

export function fall(s: Session, step: OpenStep, error: Failure): void {
  const loop = step.loop as Loop;
  finishStep(s, step, {
    status: 'failed',
    port: 'failed',
    error,
    ...(loop.inside > 0 ? { output: insideOf(loop) } : {}),
    ...roundsOf(loop),
  });
}

const roundsOf = (loop: Loop) => (loop.kind === 'scope' ? {} : { loop: { count: loop.done, done: loop.done, failed: 0 } });

const insideOf = (loop: Loop): { readonly failedInside?: number } => (loop.inside > 0 ? { failedInside: loop.inside } : {});

export const failureInside = (title: string, error: Failure | null): Failure => ({
  ...error,
  code: 'unhandled_failure',
  message: `"${title}" failed: ${error?.message ?? 'no reason was given'}`,
});

/** Items that failed, in loops of this frame and inside them, while everything went on. */
export const failuresIn = (frame: Frame): number =>
  frame.body.nodes.reduce((sum, node) => sum + failuresOf(node, frame.settled[node.index]), 0);

function failuresOf(node: CompiledNode, settled: Settled | undefined): number {
  if (!node.container || typeof settled?.output !== 'object' || settled.output === null) return 0;
  const { failed, failedInside } = settled.output as { readonly failed?: number; readonly failedInside?: number };
  return (node.container === 'for-each' && settled.status === 'succeeded' ? (failed ?? 0) : 0) + (failedInside ?? 0);
}
