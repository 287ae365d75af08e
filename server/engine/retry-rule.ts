// Whether a failed step is tried again, and when. Only what surely did nothing is sent again: a definite refusal, or a step
// that changes nothing. A failure that lies in the flow itself is never tried again, nor is anything that destroys.
import type { ErrorCode, Failure } from '../../nodes/kit/errors.ts';
import type { RetryRule } from './compile.ts';
import type { OpenStep } from './session.ts';

/** The same params will fail in the same way. */
const hopeless: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'param_invalid',
  'param_missing',
  'expression_syntax',
  'expression_not_allowed',
  'expression_unknown_name',
  'expression_unknown_function',
  'expression_arguments',
  'expression_failed',
  'expression_budget',
  'list_too_large',
  'output_too_large',
  'memory_too_large',
  'effect_exceeded',
  'egress_blocked',
  'unknown_node_type',
  'too_deep',
  'cancelled',
  'timed_out',
]);

/** Looking after a wait or a crash is tried again without being asked: it only reads, and hours may hang on it. */
const looking: RetryRule = { attempts: 5, first: 1_000, cap: 30_000 };

/** Milliseconds to the next try; null: none. */
export function retryDelay(step: OpenStep, failure: Failure, random: () => number = Math.random): number | null {
  const resuming = step.wait !== null;
  const rule = step.node.retry ?? (resuming && isPassing(failure) ? looking : null);
  if (!rule || step.attempt >= rule.attempts || hopeless.has(failure.code)) return null;
  if (!resuming && step.effect === 'destroy') return null;
  if (!resuming && step.effect === 'write' && !isRefusal(step, failure)) return null;
  return failure.retryAfter ?? jitter(rule, step.attempt, random);
}

/** Full jitter: anywhere between at once and the doubled time, so that many do not come back together. */
export const jitter = (rule: RetryRule, attempt: number, random: () => number = Math.random): number =>
  Math.round(random() * Math.min(rule.cap, rule.first * 2 ** Math.min(attempt - 1, 30)));

/** Surely nothing was done. */
function isRefusal(step: OpenStep, failure: Failure): boolean {
  if (failure.unanswered) return false;
  if (failure.refused || failure.code === 'throttled') return true;
  const status = failure.azure?.status;
  if (status === 429 || (status === 503 && failure.retryAfter !== undefined)) return true;
  const listed: readonly string[] = step.node.type?.retryOn ?? [];
  return listed.includes(failure.code) || (failure.azure !== undefined && listed.includes(failure.azure.code));
}

const isPassing = (failure: Failure): boolean =>
  failure.unanswered === true ||
  failure.refused === true ||
  failure.code === 'network' ||
  failure.code === 'throttled' ||
  failure.code === 'unanswered';
