// For the audit of what may come by the thousand: starts of runs, refused calls, wrong passwords. The first few of a minute are written as they
// are, the others are counted and written as one line when the minute is over. So nobody floods the audit, and nothing goes unseen.
import type { JsonObject } from '../../nodes/kit/json.ts';
import type { Actor } from '../../nodes/kit/records.ts';
import type { ProjectActor } from './actor.ts';

const WINDOW_MS = 60_000;
/** Of one kind by one actor on one thing. */
const EACH = 3;
/** Of one kind altogether. */
const ALL = 60;

type Write = (actor: ProjectActor, action: string, resource: string, details: JsonObject | null) => Promise<void>;

export interface AuditTallyDeps {
  readonly write: Write;
  readonly now: () => number;
  readonly trouble: (error: unknown) => void;
}

interface Counted {
  readonly actor: ProjectActor;
  readonly resource: string;
  more: number;
}

interface Window {
  readonly since: number;
  written: number;
  readonly each: Map<string, number>;
  /** What was not written, by project: who and what of the first of them. */
  readonly counted: Map<string, Counted>;
}

/** Names that strangers choose are no reason to remember many of them. */
const whoIs = ({ kind, id, from, projectId }: ProjectActor, resource: string): string =>
  kind === 'user' && id === 'stranger' ? `${from ?? ''}` : `${projectId} ${kind} ${id} ${resource}`;

export function createAuditTally({ write, now, trouble }: AuditTallyDeps) {
  const windows = new Map<string, Window>();
  let timer: NodeJS.Timeout | null = null;
  let writing: Promise<unknown> = Promise.resolve();

  async function close(action: string, { since, counted }: Window): Promise<void> {
    for (const { actor, resource, more } of counted.values())
      await write(actor, action, resource, { more, since: new Date(since).toISOString() });
  }

  /** Writes what was counted in minutes that are over. */
  function sweep(all: boolean): Promise<unknown> {
    for (const [action, window] of windows)
      if (all || window.since + WINDOW_MS <= now()) {
        windows.delete(action);
        writing = writing.then(() => close(action, window)).catch(trouble);
      }
    return writing;
  }

  return {
    /** Resolves when it is written or counted. */
    async note(actor: ProjectActor, action: string, resource: string, details: JsonObject | null = null): Promise<void> {
      await sweep(false);
      const window = windows.get(action) ?? { since: now(), written: 0, each: new Map(), counted: new Map() };
      windows.set(action, window);
      const who = whoIs(actor, resource);
      const times = (window.each.get(who) ?? 0) + 1;
      if (times <= EACH && window.written < ALL) {
        window.each.set(who, times);
        window.written += 1;
        await write(actor, action, resource, details);
        return;
      }
      // By project and thing, so that a flood in one project is not told in another; a stranger's flood is one line.
      const key = actor.id === 'stranger' ? actor.projectId : `${actor.projectId} ${resource}`;
      const counted = window.counted.get(key) ?? { actor: everyone(actor), resource: actor.id === 'stranger' ? 'many' : resource, more: 0 };
      counted.more += 1;
      window.counted.set(key, counted);
    },
    start(): void {
      timer ??= setInterval(() => void sweep(false), WINDOW_MS).unref();
    },
    async stop(): Promise<void> {
      if (timer) clearInterval(timer);
      timer = null;
      await sweep(true);
    },
  };
}

/** Who stands for all that were counted. */
function everyone({ projectId, role }: ProjectActor): ProjectActor {
  const several: Actor = { kind: 'system', id: 'several', name: 'Several' };
  return { ...several, projectId, role };
}

export type AuditTally = ReturnType<typeof createAuditTally>;
