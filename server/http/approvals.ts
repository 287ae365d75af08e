// Approvals over HTTP: what waits for a person's answer, and the answer. The answer is an event; the run that waits for it goes on.
import { approvalEvent, approvalPrefix, approvalType } from '../../nodes/kit/approval.ts';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { JsonObject } from '../../nodes/kit/json.ts';
import type { Run } from '../../nodes/kit/records.ts';
import { parseStepKey } from '../../nodes/kit/step-key.ts';
import type { Approval, approvalRoutes } from '../../nodes/kit/wire/approvals.ts';
import type { Role } from '../../nodes/kit/wire/route.ts';
import { stepId } from '../engine/ids.ts';
import { mayAct, type ProjectActor } from '../security/actor.ts';
import { whyNotSecond } from '../security/second-person.ts';
import { iso } from '../store/iso.ts';
import { notFound, refuse } from '../store/refusal.ts';
import type { AppDeps } from './deps.ts';
import type { Handlers } from './registry.ts';

type Open = Awaited<ReturnType<AppDeps['journal']['openEvents']>>[number];
type Deps = Pick<AppDeps, 'journal' | 'stores'>;

/** What waits for approval in the actor's project, the oldest first. */
async function waitingApprovals(deps: Deps, actor: ProjectActor, limit = 200): Promise<Approval[]> {
  const open = [...(await deps.journal.openEvents(approvalPrefix))].sort((a, b) => a.since - b.since);
  const found: Approval[] = [];
  for (const event of open) {
    const one = await approvalOf(deps, actor, event);
    if (one) found.push(one);
    if (found.length >= limit) break;
  }
  return found;
}

async function approvalOf({ journal, stores }: Deps, actor: ProjectActor, { runId, key, since }: Open): Promise<Approval | null> {
  const run = await journal.run(runId);
  if (!run || run.projectId !== actor.projectId || run.status === 'cancelling') return null;
  const nodeId = parseStepKey(key)?.nodeId;
  const flow = await stores.versions.flowOf(actor, run.flowId, run.version);
  const node = flow.nodes.find(({ id }) => id === nodeId);
  const step = await journal.step(runId, key);
  if (node?.type !== approvalType || step?.status !== 'waiting') return null;
  const params = (await journal.params(runId, key)) as JsonObject;
  const who = (params.who ?? 'operator') as Role;
  const whyNot = refusal(actor, run, who, params.someoneElse === true);
  return {
    runId,
    number: run.number,
    flowId: run.flowId,
    flowName: run.flowName,
    stepKey: key,
    question: String(params.question ?? (node as FlowNode).title ?? key),
    details: String(params.details ?? ''),
    who,
    someoneElse: params.someoneElse === true,
    startedBy: run.actor.name,
    askedAt: iso(since),
    until: step.wakeAt,
    mayAnswer: whyNot === null,
    whyNot,
    request: null,
    look: null,
  };
}

/** A run that another one starts has the actor of that one. */
const refusal = (actor: ProjectActor, run: Run, who: Role, someoneElse: boolean): string | null =>
  someoneElse
    ? whyNotSecond(actor, [{ actor: run.actor, did: 'started this run' }], who)
    : mayAct(actor.role, who)
      ? null
      : `Only somebody with the role ${who} may answer.`;

export function approvalHandlers(deps: AppDeps): Handlers<typeof approvalRoutes> {
  const { journal, engine, stores } = deps;
  return {
    async listApprovals({ actor }) {
      const [asked, looked] = await Promise.all([waitingApprovals(deps, actor), deps.fourEyes.waiting(actor)]);
      const items = [...asked, ...looked].sort((a, b) => a.askedAt.localeCompare(b.askedAt));
      return { items, next: null };
    },
    async answerApprovals({ actor, params, body }) {
      const run = await journal.run(params.id);
      if (!run || run.projectId !== actor.projectId) throw notFound('run', params.id);
      return { items: await deps.fourEyes.answerAll(actor, run.id, body.looks, body.approved, body.comment ?? '') };
    },
    async answerApproval({ actor, params, body }) {
      const run = await journal.run(params.id);
      if (!run || run.projectId !== actor.projectId) throw notFound('run', params.id);
      const over = () =>
        refuse('conflict', `Step “${body.step}” does not wait for approval: it was answered, or its time is over.`, {
          problems: [{ code: 'conflict', path: '/step', message: 'does not wait for approval' }],
        });
      const looked = await deps.fourEyes.answer(actor, run.id, body);
      if (looked) return looked;
      const event = approvalEvent(stepId(run.id, body.step));
      const [open] = await journal.openEvents(event);
      const approval = open && (await approvalOf(deps, actor, open));
      if (!approval) throw over();
      if (approval.whyNot !== null) throw refuse('forbidden', approval.whyNot);
      const { approved, comment = '' } = body;
      // Of two who answer at once one is late: what is written down is what counted.
      if (!(await engine.deliver(event, { approved, by: actor.name, comment, at: iso(Date.now()) }))) throw over();
      await stores.audit.record(actor, approved ? 'run.approve' : 'run.reject', run.id, { step: body.step, comment });
      return approval;
    },
  };
}
