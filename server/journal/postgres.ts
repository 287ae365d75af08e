// The journal of many machines: any number of identical processes on one PostgreSQL. Every promise resolves after a commit that is on
// disk (synchronous_commit is the database's setting, on by default). The rules stand in run-state, open-steps and places, as for
// SQLite; who may write is decided by the run's row and its epoch, never by a clock or by who is believed to be alive.
import { randomUUID } from 'node:crypto';
import { fail } from '../../nodes/kit/errors.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import type { Created, Journal, Loaded, Written } from './contract.ts';
import { keepEventMs } from './limits.ts';
import { withDeath, withResolution } from './open-steps.ts';
import { acceptWork } from './postgres-accept.ts';
import { announcer } from './postgres-announce.ts';
import { changesBetween, postgresChanges } from './postgres-changes.ts';
import { commits, type Desk } from './postgres-commit.ts';
import { postgresEvents } from './postgres-events.ts';
import { openLine } from './postgres-line.ts';
import { postgresLists } from './postgres-lists.ts';
import { loadedRun } from './postgres-load.ts';
import { memoryValue, postgresNames } from './postgres-names.ts';
import type { Need } from './postgres-read.ts';
import { postgresReads } from './postgres-reads.ts';
import { deleteOldRuns } from './postgres-retention.ts';
import { demandFit, migrateJournal } from './postgres-schema.ts';
import { borrow, type PostgresPool } from './postgres-session.ts';
import { stepWork } from './postgres-steps.ts';
import type { PgRun } from './postgres-work.ts';
import { cancelledState, claimedState, fence, forgiven, releasedState, runView, writtenState } from './run-state.ts';
import { type Encoded, encode, hasEnds } from './sqlite-encode.ts';
import { writeOrder } from './write-order.ts';

export interface PostgresJournalOptions {
  /** At least three connections. With `pipeline: true` a commit takes three round trips instead of six or more. */
  readonly pool: PostgresPool;
  /** This process's name among all; another one after each start. */
  readonly owner: string;
  readonly clock?: () => number;
  /** How often a process gives its sign of life, and after how long without one its runs may be claimed by others. */
  readonly beatMs?: number;
  readonly deadMs?: number;
}

const channel = 'vaultflow_journal';

/** The caller owns the pool and ends it after the journal is closed. */
export async function postgresJournal(options: PostgresJournalOptions): Promise<Journal> {
  const { pool, owner, beatMs = 2_000, deadMs = 8_000 } = options;
  // A connection that breaks while nobody uses it is replaced by the pool when somebody does.
  pool.on('error', () => undefined);
  await borrow(pool, async (session) => {
    await demandFit(session);
    await migrateJournal(session);
  });
  const said = { channel, by: randomUUID() };
  const owners = new Set([owner]);
  const owning = new Set([owner]);
  const told = announcer({ between: (from, to) => changesBetween(pool, from, to) });
  const line = openLine({ pool, beatMs, owners, said, heard: told.heard });
  await line.open();
  const clock = options.clock ?? (() => Date.now() + line.offset());
  const group = commits({
    pool,
    now: clock,
    deadMs,
    said,
    owners,
    idleMs: Math.min(4_000, deadMs / 2),
    wanted: () => told.wanted,
    announce: told.committed,
  });
  const { enqueue } = group;
  const order = writeOrder();
  const events = postgresEvents(pool, deadMs);

  function write({ work, recorded }: Desk, runId: string, epoch: number, encoded: Encoded): Written | (() => Written) {
    const { ops, marks } = encoded;
    const run = work.runs.get(runId);
    if (!run) throw fail('not_found', `There is no run ${runId}.`);
    fence(runId, run.state, epoch);
    const woken: string[] = [];
    const apply = stepWork(work, recorded);
    for (const op of ops) apply(run, op, woken);
    work.save(
      run,
      writtenState(run.state.died && hasEnds(encoded) ? forgiven(run.state) : run.state, marks, () => work.earliest(run), work.given.now),
    );
    if (!hasEnded(run.state.status)) return { woken: [...new Set(woken)] };
    if (run.placeKey !== null) woken.push(...acceptWork(work).promote(run.placeKey));
    const { state } = run;
    return () => ({ woken: [...new Set(woken)], ended: runView(run.head, state) });
  }

  /** Of one owner, or: what this process holds and what nobody alive holds. What others hold they keep. */
  async function releaseAll(of?: string, how?: 'died'): Promise<void> {
    const mine = of === undefined ? [...owners, ...owning] : [of];
    if (of !== undefined && how === 'died') owners.delete(of);
    await enqueue({
      need: { releases: mine },
      work({ work }) {
        for (const run of work.runs.values()) {
          const holder = run.state.owner;
          if (holder === null || hasEnded(run.state.status)) continue;
          const dead = of === undefined && work.given.living?.has(holder) === false;
          if (dead || how === 'died') blame(work, run, holder);
          if (dead || mine.includes(holder)) work.save(run, releasedState(run.state, dead || how === 'died'));
        }
      },
    });
    await borrow(pool, (session) => session.all('UPDATE leases SET until = 0 WHERE owner = ANY($1)', mine));
    if (how === 'died') await borrow(pool, (session) => session.all('DELETE FROM owners WHERE owner = ANY($1)', mine));
  }

  return {
    ...postgresReads(pool),
    ...postgresLists(pool),
    ...postgresChanges(pool),
    ...postgresNames(pool, line.offset, (name) => owning.add(name)),
    ...events,
    createRun: (run, claim) =>
      enqueue<Created>({
        need: {
          runs: [run.id],
          ...(run.dedup && { dedup: { project: run.projectId, key: run.dedup.key } }),
          ...(run.concurrency && { places: [run.concurrency.key], allQueued: run.concurrency.whenBusy === 'cancelOther' }),
        },
        ...(claim && { owner: claim.owner }),
        work: ({ work }) => acceptWork(work).create(run, claim?.owner ?? null),
      }),
    claim: (runId, by) =>
      enqueue<Loaded | null>({
        need: { claim: runId },
        owner: by,
        work({ work, claimed }) {
          const run = work.runs.get(runId);
          if (!run) return null;
          const holder = run.state.owner;
          // Nobody alive holds it: its epoch keeps out whoever wakes up later.
          const dead = holder !== null && holder !== by && !work.given.living?.has(holder);
          const next = claimedState(dead ? { ...releasedState(run.state, true), wakeAt: run.state.wakeAt } : run.state, by);
          if (!next) return null;
          if (dead) blame(work, run, holder);
          work.hold(run, next);
          const loaded = loadedRun(run, claimed.get(runId) ?? new Map(), work.given.memory.get(run.head.flowId), work.given.living);
          return () => ({ ...loaded, run: runView(run.head, next) });
        },
      }),
    async write(runId, epoch, writes) {
      const asked = order.ask(runId, epoch);
      return asked.settles(() => {
        const encoded = own(encode(writes));
        const need: Need = {
          runs: [runId],
          events: eventsOf(encoded),
          ends: encoded.marks.some(({ kind }) => kind === 'finish') ? runId : undefined,
          write: { runId, ops: encoded.ops },
        };
        const work = (desk: Desk) => asked.take(() => write(desk, runId, epoch, encoded));
        return enqueue<Written>({ need, size: sizeOf(encoded), work });
      });
    },
    cancel: (runId, reason, at) =>
      enqueue({
        need: { runs: [runId] },
        work({ work }) {
          const run = work.runs.get(runId);
          const next = run && cancelledState(run.state, reason, at);
          if (run && next) work.save(run, next);
          return Boolean(next);
        },
      }),
    resolve: (runId, key, resolution) =>
      enqueue({
        need: { runs: [runId] },
        work({ work }) {
          const run = work.runs.get(runId);
          const step = run && !hasEnded(run.state.status) ? withResolution(run.open.get(key), resolution) : null;
          if (!run || !step) return false;
          work.keep(run, key, structuredClone(step));
          work.wake(run);
          return true;
        },
      }),
    deliver(event, payload, keepMs = keepEventMs) {
      const text = JSON.stringify(payload);
      return enqueue({ need: { events: [event] }, work: ({ work }) => work.deliver(event, text, work.given.now + keepMs) });
    },
    releaseAll,
    async setMemory(flowId, name, value, at) {
      const text = memoryValue(value, name);
      await enqueue({
        need: {},
        work: ({ work }) => work.remember(flowId, name, text === null ? null : { value: text, at, runId: null }),
      });
    },
    deleteRuns: (before, limit) => deleteOldRuns(pool, before, limit, clock()),
    onCommit: told.listen,
    async close() {
      // What it holds others need not wait for. If the database cannot be told, they wait for `deadMs`.
      for (const name of owners) await releaseAll(name).catch(() => undefined);
      await group.close();
      told.close();
      await line.close();
    },
  };
}

/** It may only have been silent: who claims the run counts those that are alive after all as nothing. */
function blame(work: Desk['work'], run: PgRun, holder: string): void {
  for (const [key, step] of run.open) {
    const blamed = withDeath(step, holder, run.state.trial, work.given.now);
    if (blamed) work.keep(run, key, blamed);
  }
}

/** What the caller changes later is not to get in: most of it is text by now. */
const own = ({ ops, marks }: Encoded): Encoded => ({
  marks,
  ops: ops.map((op) => (op.op === 'open' ? { ...op, write: structuredClone(op.write) } : op)),
});

const sizeOf = ({ ops }: Encoded): number =>
  ops.reduce((sum, op) => {
    if (op.op === 'step') return sum + (op.step.output?.length ?? 0) + (op.step.params?.length ?? 0) + bytes(op.step.chunks);
    if (op.op === 'chunks') return sum + bytes(op.chunks);
    if (op.op === 'group') return sum + op.group.data.length;
    return 'data' in op ? sum + op.data.length : sum + 200;
  }, 0);

const bytes = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, chunk) => sum + chunk.length, 0);

/** Events that these records deliver or begin to wait for. */
const eventsOf = ({ ops }: Encoded): readonly string[] =>
  ops.flatMap((op) => {
    if (op.op === 'deliver') return [op.event];
    return op.op === 'open' && op.write.kind === 'wait' && op.write.event !== undefined ? [op.write.event] : [];
  });
