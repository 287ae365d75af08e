// What a request asks of the run list, checked, as the journal understands it.
import type { RunStatus } from '../../nodes/kit/status.ts';
import { runStatuses } from '../../nodes/kit/status.ts';
import type { RunFilterWire } from '../../nodes/kit/wire/runs-bulk.ts';
import type { RunFilter } from '../journal/contract.ts';
import type { ProjectActor } from '../security/actor.ts';
import { refuse } from '../store/refusal.ts';

/** `a,b` of a known list. */
export function listed<T extends string>(text: string | undefined, known: readonly T[], path: string): T[] | undefined {
  if (text === undefined || text === '') return undefined;
  const wanted = text.split(',').map((part) => part.trim());
  const wrong = wanted.find((part) => !known.includes(part as T));
  if (wrong !== undefined)
    throw refuse('invalid_request', `“${wrong}” is no status; there are ${known.join(', ')}.`, {
      problems: [{ code: 'invalid_request', path, message: `must be of ${known.join(', ')}` }],
    });
  return wanted as T[];
}

/** `able`: only of these statuses, whatever is asked for. */
export function runFilter(
  actor: ProjectActor,
  wanted: RunFilterWire,
  at: string,
  able?: readonly RunStatus[],
): Omit<RunFilter, 'limit' | 'cursor'> {
  const asked = listed(wanted.status, runStatuses, `${at}/status`);
  const status = able ? (asked ?? able).filter((one) => able.includes(one)) : asked;
  return {
    projectId: actor.projectId,
    ...(wanted.flow === undefined ? {} : { flowId: wanted.flow }),
    ...(status === undefined ? {} : { status }),
    ...(wanted.since === undefined ? {} : { since: Date.parse(wanted.since) }),
    ...(wanted.world === undefined ? {} : { world: wanted.world }),
    ...(wanted.trigger === undefined ? {} : { trigger: wanted.trigger }),
    ...(wanted.error === undefined ? {} : { error: wanted.error }),
    ...(wanted.q === undefined ? {} : { q: wanted.q }),
  };
}
