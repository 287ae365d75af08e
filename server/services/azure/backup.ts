// The Azure capability of one step: reads, changes, the search for a job by the step's key, and the name of the event that a
// job's end delivers. Every call opens the step's connection first; until then nothing of Azure is loaded.
import type { AzureAnswer, AzureBackup } from '../../../nodes/kit/capabilities-azure.ts';
import type { Effect } from '../../../nodes/kit/define.ts';
import { lookedAt, type SecondLook } from '../second-look.ts';
import { type StepSecrets, sendOpened } from '../secrets.ts';
import { changes } from './changes.ts';
import { askService } from './data-plane.ts';
import { folded, mustBePlain } from './ids.ts';
import { answerOf } from './links.ts';
import { poll } from './long-running.ts';
import { backupOperation } from './operations.ts';
import { reads, subscriptionsOf } from './reads.ts';
import type { AzureSession } from './session.ts';
import { jobEventName } from './watch-names.ts';
import { object } from './wire.ts';

export interface AzureDeps {
  session(): Promise<AzureSession>;
  readonly effect: Effect;
  readonly signal: AbortSignal;
  /** Opens handles of secrets; only the doors that take a body as it is written need it. */
  readonly secrets: StepSecrets['open'];
  /** Looks at what changes something, right before it leaves; left out: nobody asks for that. */
  readonly look?: SecondLook | null;
  /** A wait for a job of this vault is about to exist. */
  watch(connectionId: string, vaultId: string): void;
}

/**
 * A call that Azure has taken shows as a job within this time; only then is "no job" an answer. Its operation may first run for a
 * minute. A cloud of one's own is near.
 */
const settleMs = { public: 120_000, usgov: 120_000, china: 120_000, custom: 5_000 } as const;

export function createAzure(deps: AzureDeps): AzureBackup {
  const { signal, effect, look = null } = deps;
  /** Sends a request whose secrets are opened, under the eyes of whoever looks at it last. */
  const sendLooked = <R, A>(request: R, send: (opened: R) => Promise<A>): Promise<A> =>
    sendOpened(deps.secrets, request, (opened, mask) => lookedAt(look, () => send(opened), mask));
  const read = async () => reads(await deps.session(), signal);
  async function* later<T>(open: () => Promise<AsyncIterable<T>>): AsyncGenerator<T> {
    yield* await open();
  }
  const change = async () => {
    const session = await deps.session();
    return changes({ session, effect, signal, item: reads(session, signal).item });
  };

  return {
    now: async () => Date.now() + (await deps.session()).ahead(),
    subscriptions: async () => subscriptionsOf(await deps.session(), signal),
    vaults: () => later(async () => (await read()).vaults()),
    items: (vaultId, filter) => later(async () => (await read()).items(vaultId, filter)),
    jobs: (vaultId, filter) => later(async () => (await read()).jobs(vaultId, filter)),
    policies: (vaultId) => later(async () => (await read()).policies(vaultId)),
    recoveryPoints: (itemId, range) => later(async () => (await read()).recoveryPoints(itemId, range)),
    vms: (filter) => later(async () => (await read()).vms(filter)),
    item: async (itemId) => (await read()).item(itemId),
    job: async (vaultId, jobId) => (await read()).job(vaultId, jobId),
    backupStatus: async (vm) => (await read()).backupStatus(vm),
    backUpNow: async (itemId, options) => lookedAt(look, async () => (await change()).backUpNow(itemId, options)),
    protectVm: async (options) => lookedAt(look, async () => (await change()).protectVm(options)),
    deleteBackupData: async (itemId, options) => lookedAt(look, async () => (await change()).deleteBackupData(itemId, options)),
    resumeProtection: async (itemId, options) => lookedAt(look, async () => (await change()).resumeProtection(itemId, options)),
    undelete: async (itemId, options) => lookedAt(look, async () => (await change()).undelete(itemId, options)),
    cancelJob: async (vaultId, jobId) => lookedAt(look, async () => (await change()).cancelJob(vaultId, jobId)),
    async findJobByKey(vaultId, key, since) {
      const session = await deps.session();
      const until = session.practice ? 0 : since + settleMs[session.settings.cloud];
      return session.board.find(vaultId, key, { since, until }, signal);
    },
    async jobEvent(vaultId, jobId) {
      const { connectionId } = await deps.session();
      deps.watch(connectionId, folded(vaultId));
      return jobEventName(connectionId, vaultId, jobId);
    },
    operation: (request) => sendLooked(request, async (opened) => backupOperation(await deps.session(), opened, { effect, signal })),
    arm: (request) =>
      sendLooked(request, async (opened) => {
        const session = await deps.session();
        const first = await session.send({ ...opened, path: mustBePlain(opened.path), effect, signal });
        const answer = answerOf(first, { method: request.method, url: first.url, practice: session.practice });
        return request.method === 'GET' ? whole(session, answer, signal) : answer;
      }),
    poll: async (pending) => poll(await deps.session(), pending, signal),
    data: (request) => sendLooked(request, async (opened) => askService(await deps.session(), opened, { effect, signal })),
  };
}

/** All pages of a list answer, as one. */
async function whole(session: AzureSession, answer: AzureAnswer, signal: AbortSignal): Promise<AzureAnswer> {
  const { value, nextLink, ...rest } = object(answer.body);
  if (!Array.isArray(value) || typeof nextLink !== 'string') return answer;
  const all = [...value];
  for await (const entry of session.list({ path: nextLink, effect: 'read', signal })) all.push(entry);
  return { ...answer, body: { ...rest, value: all } as typeof answer.body };
}
