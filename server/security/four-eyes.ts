// Four eyes at work: hands every step the look that its project asks for, shows what waits for a second person, and takes the answer.
// The answer is kept first and told to the run then; what a run has not heard of is told again at the next start
// and every minute.
import { fail } from '../../nodes/kit/errors.ts';
import type { Approval } from '../../nodes/kit/wire/approvals.ts';
import type { Engine, StepRequest } from '../engine/engine.ts';
import type { Journal } from '../journal/contract.ts';
import type { SecondLook } from '../services/second-look.ts';
import { iso } from '../store/iso.ts';
import { refuse } from '../store/refusal.ts';
import { lookEvent, type StoredLook } from '../store/second-looks.ts';
import type { Stores } from '../store/stores.ts';
import type { ProjectActor } from './actor.ts';
import { type Involved, whyNotSecond } from './second-person.ts';

const AGAIN_MS = 60_000;

export interface FourEyesDeps {
  readonly stores: Pick<Stores, 'projects' | 'secondLooks' | 'versions'>;
  readonly journal: Pick<Journal, 'run' | 'step' | 'openEvents'>;
  readonly engine: () => Pick<Engine, 'deliver'>;
  readonly trouble: (error: unknown) => void;
}

export function createFourEyes({ stores, journal, engine, trouble }: FourEyesDeps) {
  let timer: NodeJS.Timeout | undefined;
  let telling: Promise<void> = Promise.resolve();
  let stopped = false;

  const lookOf =
    ({ projectId, run, stepKey }: StepRequest): SecondLook =>
    async (request, hash) => {
      const { fourEyes } = (await stores.projects.get(projectId)).settings;
      if (fourEyes === 'off' || (fourEyes === 'real' && run.world === 'practice')) return;
      const { method, url, body } = request;
      const asked = { projectId, runId: run.id, stepKey, flowId: run.flowId, version: run.version, hash, method, url, body };
      const looked = await stores.secondLooks.ask(asked);
      if (looked.kind === 'go') return;
      const { look } = looked;
      if (looked.kind === 'rejected')
        throw fail('approval_rejected', `${look.decidedBy?.name ?? 'Somebody'} did not agree.`, { refused: true });
      throw fail('approval_needed', `waits for a second person: ${what(look)}`, {
        refused: true,
        awaits: { event: lookEvent(look.id), until: look.until },
      });
    };

  async function tellAgain(): Promise<void> {
    for (const look of await stores.secondLooks.unheard()) {
      if (stopped) return;
      const event = lookEvent(look.id);
      if ((await journal.openEvents(event)).length > 0)
        await engine().deliver(event, { approved: look.decision === 'approved', by: look.decidedBy?.name ?? '', comment: look.comment });
    }
  }

  function planTelling(): void {
    if (stopped) return;
    timer = setTimeout(() => {
      telling = tellAgain().catch(trouble).then(planTelling);
    }, AGAIN_MS).unref();
  }

  async function approvalOf(actor: ProjectActor, look: StoredLook): Promise<Approval | null> {
    const [run, step] = await Promise.all([journal.run(look.runId), journal.step(look.runId, look.stepKey)]);
    if (!run || run.status === 'cancelling' || step?.status !== 'waiting') return null;
    const { createdBy, editedBy } = await stores.versions.authors(actor, look.flowId, look.version);
    const involved: readonly Involved[] = [
      { actor: run.actor, did: 'started this run' },
      { actor: createdBy, did: 'made this version of the flow' },
      ...(editedBy ? [{ actor: editedBy, did: 'were the last to change this flow' }] : []),
    ];
    const whyNot = whyNotSecond(actor, involved, 'operator');
    return {
      runId: run.id,
      number: run.number,
      flowId: run.flowId,
      flowName: run.flowName,
      stepKey: look.stepKey,
      question: `Let “${look.stepKey}” do this? ${what(look)}`,
      details: `Version ${look.version} of the flow, ${run.world === 'practice' ? 'in the practice subscription' : 'in the real subscription'}. Your yes counts for this one request, once.`,
      who: 'operator',
      someoneElse: true,
      startedBy: run.actor.name,
      askedAt: iso(look.askedAt),
      until: iso(look.until),
      mayAnswer: whyNot === null,
      whyNot,
      request: { method: look.method, url: look.url, body: look.body },
      look: look.id,
    };
  }

  const changed = () => refuse('conflict', 'What you were shown does not wait any more, or not as you saw it. Look again.');

  /** The answer is kept for all of them in one transaction, then the run is told. */
  async function decide(
    actor: ProjectActor,
    asked: readonly { readonly look: StoredLook; readonly approval: Approval }[],
    approved: boolean,
    comment: string,
  ): Promise<void> {
    const whyNot = asked.map(({ approval }) => approval.whyNot).find((why) => why !== null);
    if (whyNot) throw refuse('forbidden', whyNot);
    const looks = asked.map(({ look }) => look);
    if (!(await stores.secondLooks.decide(actor, looks, approved, comment)))
      throw refuse('conflict', 'Somebody else has answered already, or its time is over.');
    for (const look of looks) await engine().deliver(lookEvent(look.id), { approved, by: actor.name, comment });
  }

  return {
    lookOf,

    async waiting(actor: ProjectActor): Promise<Approval[]> {
      const open = await stores.secondLooks.open(actor.projectId);
      return (await Promise.all(open.map((look) => approvalOf(actor, look)))).filter((one) => one !== null);
    },

    /** Null: that step waits for no second person. */
    async answer(
      actor: ProjectActor,
      runId: string,
      {
        step,
        approved,
        comment = '',
        look: seen,
      }: { step: string; approved: boolean; comment?: string | undefined; look?: string | undefined },
    ): Promise<Approval | null> {
      const look = await stores.secondLooks.of(actor.projectId, runId, step);
      const approval = look && (await approvalOf(actor, look));
      if (!look || !approval) return null;
      if (seen !== undefined && seen !== look.id) throw changed();
      await decide(actor, [{ look, approval }], approved, comment);
      return approval;
    },

    /** Exactly these, as they were shown: all of them, or none when one of them is not open any more. */
    async answerAll(actor: ProjectActor, runId: string, ids: readonly string[], approved: boolean, comment: string): Promise<Approval[]> {
      const looks = await stores.secondLooks.openOf(actor.projectId, runId);
      const asked = await Promise.all(
        [...new Set(ids)].map(async (id) => {
          const look = looks.find((one) => one.id === id);
          const approval = look && (await approvalOf(actor, look));
          if (!look || !approval) throw changed();
          return { look, approval };
        }),
      );
      await decide(actor, asked, approved, comment);
      return asked.map(({ approval }) => approval);
    },

    /** Call it when the engine has booted. */
    async start(): Promise<void> {
      await tellAgain();
      planTelling();
    },
    /** Resolves when nothing is told any more. */
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      await telling;
    },
  };
}

/** The request in a line: what is done, and to what by its last name. */
function what({ method, url }: Pick<StoredLook, 'method' | 'url'>): string {
  const path = url.replace(/[?#].*$/s, '').replace(/\/+$/, '');
  return `${method} ${path.length > 160 ? `…${path.slice(-160)}` : path}`;
}

export type FourEyes = ReturnType<typeof createFourEyes>;
