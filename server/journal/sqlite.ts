// The embedded journal: SQLite with a write-ahead log, every commit on disk before it is told (database.ts). The
// database handle is shared with the store. The rules stand in run-state, open-steps and places; here they meet the rows.

import { fail } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import { announcements } from './announcements.ts';
import type { Journal, JournalEvent, Written } from './contract.ts';
import { type Database, migrate } from './database.ts';
import { keepEventMs } from './limits.ts';
import { type OpenStep, withDeath, withResolution } from './open-steps.ts';
import { cancelledState, claimedState, fence, forgiven, releasedState, runView, wokenState, writtenState } from './run-state.ts';
import { acceptance } from './sqlite-accept.ts';
import { sqliteChanges, stepEvent } from './sqlite-changes.ts';
import { openClaims } from './sqlite-claims.ts';
import { type Encoded, encode, hasEnds } from './sqlite-encode.ts';
import { dueRuns, eventRows, oldRuns } from './sqlite-events.ts';
import { memoryRows, sqliteLeases } from './sqlite-leases.ts';
import { lifeRow } from './sqlite-life.ts';
import { sqliteLists } from './sqlite-lists.ts';
import { loader } from './sqlite-load.ts';
import { sqliteReads } from './sqlite-reads.ts';
import { stepRows } from './sqlite-rows.ts';
import { type RunRecord, runEvent, runRows } from './sqlite-runs.ts';
import { journalSchema, lastSeq, prepare } from './sqlite-schema.ts';
import { type StepChange, stepWriter } from './sqlite-steps.ts';
import { openView, settledView } from './step-view.ts';
import { writeOrder } from './write-order.ts';

interface Change {
  readonly run: RunRecord;
  readonly key: string;
  readonly seq: number;
  readonly change: () => StepChange;
}

/** The caller owns `database` and closes it; closing the journal only stops its announcements. */
export function sqliteJournal(database: Database, options: { readonly clock?: () => number } = {}): Journal {
  const clock = options.clock ?? Date.now;
  migrate(database, 'journal', journalSchema);
  const db = database.read;
  let seq = lastSeq(db);
  const order = writeOrder();
  const nextSeq = (count = 1) => {
    seq += count;
    return seq;
  };
  const listeners = announcements();
  /** Steps changed by the work of this commit so far, and what is to be announced after it. Emptied by making new ones, as in sqlite-runs.ts. */
  let changes = new Map<string, Change>();
  let fresh = new Map<string, JournalEvent>();

  const claims = openClaims();
  const runs = runRows(db, claims, nextSeq);
  const rows = stepRows(db);
  const events = eventRows(db);
  const accept = acceptance(db, runs);
  const memory = memoryRows(db);
  const load = loader(rows, memory);
  const due = dueRuns(db, claims);
  const old = oldRuns(db);
  const life = lifeRow(db);
  const endLeases = prepare(db, 'UPDATE leases SET until = 0 WHERE owner = coalesce(?, owner)');
  const earliest = prepare<{ at: number | null }>(db, 'SELECT min(wake_at) AS at FROM open_steps WHERE rid = ? AND wake_at IS NOT NULL');
  const steps = stepWriter(db, rows, {
    nextSeq,
    find: runs.find,
    meet: (event) => events.meet(event, clock()),
    changed(run, key, at, change) {
      if (listeners.wanted) changes.set(`${run.rid} ${key}`, { run, key, seq: at, change });
    },
  });

  const leave = database.join({
    committing() {
      accept.flush();
      runs.flush();
      claims.sealed();
      const touched = runs.takeTouched();
      if (!listeners.wanted) return;
      for (const run of touched) fresh.set(String(run.rid), runEvent(run));
      for (const [key, one] of changes) fresh.set(key, announced(one));
      changes = new Map();
    },
    committed(then) {
      claims.committed();
      if (fresh.size === 0) return;
      const told = [...fresh.values()];
      fresh = new Map();
      then(() => listeners.tell(told));
    },
    rolledBack(everything) {
      runs.forget();
      claims.rolledBack(everything);
      accept.forget();
      changes = new Map();
      if (everything) fresh = new Map();
    },
  });

  const wake = (runId: string) => {
    const run = runs.find(runId);
    if (run) runs.save(run, wokenState(run.state));
  };
  const hand = (runId: string, key: string, step: OpenStep) => {
    const run = runs.find(runId);
    if (run) steps.keep(run, key, step);
  };
  const deliver = (event: string, payload: string, until: number): readonly string[] => {
    runs.flush();
    const woken = events.deliver(event, payload, until, hand);
    for (const runId of woken) wake(runId);
    return woken;
  };

  const blame = (run: RunRecord) => {
    for (const { key, step } of rows.openOf(run.rid)) {
      const blamed = withDeath(step, run.state.owner ?? '', run.state.trial, clock());
      if (blamed) steps.keep(run, key, blamed);
    }
  };

  function write(runId: string, epoch: number, encoded: Encoded): Written {
    const { ops, marks } = encoded;
    const run = runs.find(runId);
    if (!run) throw fail('not_found', `There is no run ${runId}.`);
    fence(runId, run.state, epoch);
    const now = clock();
    const woken: string[] = [];
    for (const op of ops) {
      if (op.op === 'memory') memory.put(run.head.flowId, op.name, op.value, now, runId);
      else if (op.op === 'deliver') woken.push(...deliver(op.event, op.payload, now + keepEventMs));
      else steps.apply(run, op);
    }
    runs.save(
      run,
      writtenState(
        run.state.died && hasEnds(encoded) ? forgiven(run.state) : run.state,
        marks,
        () => earliest.get(run.rid)?.at ?? null,
        now,
      ),
    );
    if (!hasEnded(run.state.status)) return { woken: distinct(woken) };
    if (run.placeKey !== null) woken.push(...accept.promote(run.placeKey));
    return { woken: distinct(woken), ended: runView(run.head, run.state) };
  }

  return {
    ...sqliteLeases(database, memory),
    ...onceOnDisk(database, {
      ...sqliteReads(db, runs, rows),
      ...sqliteLists(db, rows),
      ...sqliteChanges(db, rows, () => seq),
      acceptedBefore: async (run) => accept.acceptedBefore(run),
    }),
    createRun: (run, claim) => database.enqueue(() => accept.create(run, claim?.owner ?? null)),
    claim: (runId, owner) =>
      database.enqueue(() => {
        const run = runs.find(runId);
        const next = run && claimedState(run.state, owner);
        if (!run || !next) return null;
        runs.hold(run, next);
        return load(run);
      }),
    async write(runId, epoch, writes) {
      const asked = order.ask(runId, epoch);
      return asked.settles(() => {
        const encoded = encode(writes);
        return database.enqueue(() => asked.take(() => write(runId, epoch, encoded)));
      });
    },
    cancel: (runId, reason, at) =>
      database.enqueue(() => {
        const run = runs.find(runId);
        const next = run && cancelledState(run.state, reason, at);
        if (run && next) runs.save(run, next);
        return Boolean(next);
      }),
    resolve: (runId, key, resolution) =>
      database.enqueue(() => {
        const run = runs.find(runId);
        const step = run && !hasEnded(run.state.status) ? withResolution(rows.open(run.rid, key)?.step, resolution) : null;
        if (!run || !step) return false;
        steps.keep(run, key, step);
        wake(runId);
        return true;
      }),
    deliver(event, payload: Json, keepMs = keepEventMs) {
      const text = JSON.stringify(payload);
      return database.enqueue(() => deliver(event, text, clock() + keepMs));
    },
    due: async (now, limit) => due(now, limit),
    releaseAll: (owner, how) =>
      database.enqueue(() => {
        if (life.begins(owner === undefined)) runs.beCareful();
        const died = owner === undefined || how === 'died';
        for (const run of runs.owned(owner)) {
          if (died) blame(run);
          runs.save(run, releasedState(run.state, died));
        }
        endLeases.run(owner ?? null);
      }),
    openEvents: async (prefix) => events.open(prefix),
    async deleteRuns(before, limit) {
      const deleted = await database.enqueue(() => {
        runs.flush();
        return old.delete(before, limit, clock()).map((run) => run.head.id);
      });
      // Gives room back to the disk, a bounded piece at a time: this holds up the event loop.
      if (deleted.length > 0) db.exec('PRAGMA incremental_vacuum(1000)');
      return deleted;
    },
    onCommit: listeners.listen,
    async close() {
      await database.enqueue(() => undefined).catch(() => undefined);
      leave();
      listeners.clear();
    },
  };
}

/** Reads see what is committed; what they have found is told once it is on disk. */
function onceOnDisk<T extends { readonly [name: string]: Read }>({ unsettled }: Pick<Database, 'unsettled'>, reads: T): T {
  const known =
    (read: Read): Read =>
    async (...given) => {
      const found = await read(...given);
      const open = unsettled();
      if (open) await open;
      return found;
    };
  return Object.fromEntries(Object.entries(reads).map(([name, read]) => [name, known(read)])) as T;
}

type Read = (...given: never[]) => Promise<unknown>;

const distinct = (ids: readonly string[]): readonly string[] => (ids.length > 1 ? [...new Set(ids)] : ids);

const announced = ({ run, key, seq, change }: Change): JournalEvent =>
  stepEvent(seq, run.head, () => {
    const now = change();
    return 'settled' in now ? settledView(now.settled) : openView(key, now.open);
  });
