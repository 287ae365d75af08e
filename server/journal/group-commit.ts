// Everything asked for while the disk is busy becomes one transaction, and what the next turns bring joins it as long as each brings
// more, but no longer than the disk takes: one fsync however many took part, and the event loop goes on meanwhile. Work runs in the
// order it was asked for and must be a function of the database alone: when one of a group throws, the group is rolled back and made
// again with a savepoint around each, so that only that one is refused. Work that awaits its statements (the store's) goes first.
import type { DatabaseSync } from 'node:sqlite';
import { fail } from '../../nodes/kit/errors.ts';

interface Job {
  readonly work: (db: DatabaseSync) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Says whether the transaction that the work belongs to is over: then it may touch nothing any more. */
export interface WorkTurn {
  readonly over: boolean;
}

interface AwaitingJob extends Omit<Job, 'work'> {
  readonly work: (db: DatabaseSync, turn: WorkTurn) => Promise<unknown>;
}

type Outcome = { readonly value: unknown } | { readonly error: unknown };

export interface CommitHooks {
  /** Still inside the transaction: the moment to write what was put off. What was collected until here survives later refusals. */
  readonly committing?: () => void;
  /** What was collected stands in the database. It may be told once it is on disk: `then` is given what to do at that moment. */
  readonly committed: (then: (tell: () => void) => void) => void;
  /** What was collected since `committing` (or, with `everything`, since the last commit) did not happen. */
  readonly rolledBack: (everything: boolean) => void;
}

export interface GroupCommit {
  enqueue<T>(work: (db: DatabaseSync) => T): Promise<T>;
  /**
   * As `enqueue`, for work that awaits its own statements and nothing else. They answer at once, so it is done in the turn in which
   * it was begun, and nobody else comes in between; work that is not is taken back and refused.
   */
  enqueueAwaiting<T>(work: (db: DatabaseSync, turn: WorkTurn) => Promise<T>): Promise<T>;
  /** Pending while awaiting work is under way: what it has written is not committed, and nobody else may read it. */
  underWay(): Promise<void> | null;
  /** Pending until everything that has been committed is on disk: what was read may be told then. Null: it is. */
  unsettled(): Promise<void> | null;
  join(hooks: CommitHooks): () => void;
  /** Commits what is waiting and refuses whatever comes later. */
  finish(): Promise<void>;
}

/** However slow the disk is, nobody waits longer than this for others to join. */
const longestGatherMs = 5;

export interface Disk {
  /** Resolves once every commit made before it was asked is on disk. */
  sync(): Promise<void>;
  /** The disk did not do it: whether what was committed will be there after a power cut is not known, nor can it be found out. */
  failed(error: unknown): void;
}

/** Fewer than these are not worth a commit of their own before their turn is over. */
const fewest = 16;

/** Commits that go to the disk together, and who waits for that. */
interface Batch {
  readonly settle: (() => void)[];
  readonly refuse: ((error: unknown) => void)[];
  readonly done: Promise<void>;
  readonly end: () => void;
}

function newBatch(): Batch {
  let end: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { settle: [], refuse: [], done, end };
}

/** Without a `disk` a commit is final when it is made. */
export function groupCommit(db: DatabaseSync, disk: Disk | null, now: () => number = () => performance.now()): GroupCommit {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const hooks = new Set<CommitHooks>();
  let waiting: Job[] = [];
  let awaiting: AwaitingJob[] = [];
  let underWay: Promise<void> | null = null;
  let gathering: { readonly since: number; size: number } | null = null;
  /** How long the disk (where there is none, a commit) makes others wait. */
  let slowMs = disk ? longestGatherMs : 0;
  /** On its way to the disk; and what has been committed since. */
  let syncing: Batch | null = null;
  let unsynced: Batch | null = null;
  let closed = false;

  const seal = () => {
    for (const hook of hooks) hook.committing?.();
  };

  function undo(): void {
    if (db.isTransaction) db.exec('ROLLBACK');
    for (const hook of hooks) hook.rolledBack(true);
  }

  function workTogether(jobs: readonly Job[]): Outcome[] {
    const outcomes = jobs.map((job): Outcome => ({ value: job.work(db) }));
    seal();
    return outcomes;
  }

  function runTogether(jobs: readonly Job[]): Outcome[] | null {
    try {
      begin.run();
      const outcomes = workTogether(jobs);
      commit.run();
      return outcomes;
    } catch {
      undo();
      return null;
    }
  }

  function runApart(jobs: readonly Job[]): Outcome[] {
    try {
      begin.run();
      const outcomes = jobs.map((job) => behindSavepoint(job));
      commit.run();
      return outcomes;
    } catch (error) {
      // The commit itself is impossible (a full disk): nothing of the group happened.
      undo();
      return jobs.map(() => ({ error }));
    }
  }

  /** The awaiting ones, then the others, in one transaction. */
  async function runAll(awaiting: readonly AwaitingJob[], jobs: readonly Job[]): Promise<Outcome[]> {
    try {
      begin.run();
      const outcomes: Outcome[] = [];
      for (const job of awaiting) outcomes.push(await inThisTurn(job));
      if (jobs.length > 0) outcomes.push(...behindOneSavepoint(jobs));
      commit.run();
      return outcomes;
    } catch (error) {
      undo();
      return [...awaiting, ...jobs].map(() => ({ error }));
    }
  }

  function behindOneSavepoint(jobs: readonly Job[]): Outcome[] {
    db.exec('SAVEPOINT all_of_them');
    try {
      const outcomes = workTogether(jobs);
      db.exec('RELEASE all_of_them');
      return outcomes;
    } catch (error) {
      takeBack('all_of_them', error);
      for (const hook of hooks) hook.rolledBack(true);
      return jobs.map((job) => behindSavepoint(job));
    }
  }

  async function inThisTurn({ work }: AwaitingJob): Promise<Outcome> {
    const turn = { over: false };
    let nextTurn: NodeJS.Immediate | undefined;
    const late = new Promise<never>((_, reject) => {
      nextTurn = setImmediate(() => reject(fail('internal', 'A transaction waited for something else than its own statements.')));
    });
    db.exec('SAVEPOINT one');
    try {
      const value = await Promise.race([work(db, turn), late]);
      db.exec('RELEASE one');
      return { value };
    } catch (error) {
      takeBack('one', error);
      return { error };
    } finally {
      turn.over = true;
      clearImmediate(nextTurn);
    }
  }

  /** Throws when the whole transaction is gone: a full disk ends it. */
  function takeBack(savepoint: string, error: unknown): void {
    if (!db.isTransaction) throw error;
    db.exec(`ROLLBACK TO ${savepoint}; RELEASE ${savepoint}`);
  }

  function behindSavepoint(job: Job): Outcome {
    db.exec('SAVEPOINT one');
    try {
      const value = job.work(db);
      seal();
      db.exec('RELEASE one');
      return { value };
    } catch (error) {
      takeBack('one', error);
      for (const hook of hooks) hook.rolledBack(false);
      return { error };
    }
  }

  /** A turn that has brought nothing ends the gathering: one alone waits for one empty turn, some microseconds. */
  function gather(): void {
    // The disk's answer, or the end of what is under way, comes back here.
    if (!gathering || syncing) return;
    const size = waiting.length + awaiting.length;
    if (underWay || (size > gathering.size && isWorthwhile(gathering.since))) {
      gathering.size = size;
      setImmediate(gather);
    } else flush();
  }

  const isWorthwhile = (since: number): boolean => now() - since < Math.min(slowMs, longestGatherMs);

  function flush(): void {
    gathering = null;
    const jobs = waiting;
    const first = awaiting;
    waiting = [];
    awaiting = [];
    if (jobs.length + first.length === 0) return;
    const began = now();
    const end = (outcomes: readonly Outcome[]) => made([...first, ...jobs], outcomes, began);
    if (first.length === 0) {
      end(runTogether(jobs) ?? runApart(jobs));
      return;
    }
    underWay = runAll(first, jobs).then((outcomes) => {
      underWay = null;
      end(outcomes);
    });
  }

  /** Committed: nobody hears of it before it is on disk. */
  function made(jobs: readonly Pick<Job, 'resolve' | 'reject'>[], outcomes: readonly Outcome[], began: number): void {
    const told: (() => void)[] = [];
    for (const hook of hooks) hook.committed((tell) => told.push(tell));
    const settle = () => {
      for (let i = 0; i < jobs.length; i++) {
        const outcome = outcomes[i] as Outcome;
        if ('error' in outcome) jobs[i]?.reject(outcome.error);
        else jobs[i]?.resolve(outcome.value);
      }
      for (const tell of told) tell();
    };
    if (!disk) {
      slowMs = now() - began;
      settle();
      return;
    }
    unsynced ??= newBatch();
    unsynced.settle.push(settle);
    unsynced.refuse.push((error) => {
      for (const job of jobs) job.reject(error);
    });
    if (!syncing) sync(disk);
  }

  function sync({ sync: toDisk, failed }: Disk): void {
    const batch = unsynced;
    if (!batch) return;
    unsynced = null;
    syncing = batch;
    const asked = now();
    toDisk().then(
      () => {
        syncing = null;
        // Its answer may have had to wait for our own work: believe at once that the disk is quick, and slowly that it is not.
        const took = now() - asked;
        slowMs = took < slowMs ? took : slowMs + (took - slowMs) / 8;
        for (const settle of batch.settle) settle();
        batch.end();
        // What has come meanwhile goes to the disk while those who were answered go on.
        if (unsynced) sync({ sync: toDisk, failed });
        else if (gathering && !underWay) flush();
      },
      (error: unknown) => {
        // It cannot be asked again: what the system could not write it may have dropped.
        closed = true;
        const batches = [batch, unsynced];
        syncing = null;
        unsynced = null;
        for (const one of batches) for (const refuse of one?.refuse ?? []) refuse(error);
        for (const job of [...waiting, ...awaiting]) job.reject(error);
        waiting = [];
        awaiting = [];
        gathering = null;
        failed(error);
      },
    );
  }

  function add<T>(put: (promise: Pick<Job, 'resolve' | 'reject'>) => void): Promise<T> {
    if (closed) return Promise.reject(fail('shutting_down', 'The database is closed.'));
    if (!gathering) {
      gathering = { since: now(), size: 0 };
      setImmediate(gather);
    } else if (disk && !syncing && !underWay && waiting.length >= fewest && !isWorthwhile(gathering.since)) {
      // A long turn: the disk works on its first half while the second is still being asked for.
      flush();
      gathering = { since: now(), size: 0 };
      setImmediate(gather);
    }
    return new Promise<T>((resolve, reject) => put({ resolve: resolve as (value: unknown) => void, reject }));
  }

  return {
    enqueue: (work) => add((promise) => waiting.push({ work, ...promise })),
    enqueueAwaiting: (work) => add((promise) => awaiting.push({ work, ...promise })),
    underWay: () => underWay,
    unsettled: () => (unsynced ?? syncing)?.done ?? null,
    join(hook) {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
    async finish() {
      closed = true;
      if (underWay) await underWay;
      flush();
      if (underWay) await underWay;
      for (let open = syncing; open; open = syncing) await open.done;
    },
  };
}
