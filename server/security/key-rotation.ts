// Goes on with a change of keys in the background, in small slices with pauses between them, until the old key is out of the ring. Of
// many processes one does it. It looks every few seconds whether another has begun a change, or an earlier life of this one.
import type { KeyStore } from '../store/key-changes.ts';
import { systemActor } from './actor.ts';

const LOOK_MS = 15_000;
const SLICE = 100;
const PAUSE_MS = 20;

export interface KeyRotationDeps {
  readonly keys: Pick<KeyStore, 'changing' | 'slice' | 'dropOld' | 'tellMasters' | 'forgetHolder'>;
  /** Null: nobody shares the database. */
  readonly shared: { readonly owner: string; readonly mayWork: () => Promise<boolean> } | null;
  readonly trouble: (error: unknown) => void;
}

export function createKeyRotation({ keys, shared, trouble }: KeyRotationDeps) {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> | null = null;
  const pause = () => new Promise((resume) => setTimeout(resume, PAUSE_MS));

  async function work(): Promise<void> {
    if (shared) await keys.tellMasters(shared.owner);
    if (!(await keys.changing())) return;
    while (!stopped) {
      if (shared && !(await shared.mayWork())) return;
      if (await keys.slice(SLICE)) await pause();
      // What was written meanwhile with the old key, by somebody who began before the new one, is found by the next round.
      else if (await keys.dropOld(systemActor())) return;
      else return;
    }
  }

  function round(): Promise<void> {
    working ??= work()
      .catch(trouble)
      .finally(() => {
        working = null;
      });
    return working;
  }

  function plan(): void {
    if (stopped) return;
    timer = setTimeout(() => void round().then(plan), LOOK_MS).unref();
  }

  return {
    /** Resolves when the others know which masters this process has. */
    async start(): Promise<void> {
      if (shared) await keys.tellMasters(shared.owner);
      void round().then(plan);
    },
    /** Somebody has just changed the key: not in a quarter of a minute but now. */
    wake: (): void => void (working ?? Promise.resolve()).then(round),
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      await working;
      if (shared) await keys.forgetHolder(shared.owner).catch(trouble);
    },
  };
}

export type KeyRotation = ReturnType<typeof createKeyRotation>;
