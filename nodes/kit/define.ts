// defineNode: one file, one node type. What a node is (its form, ports, result, effect) is data that the editor gets over
// HTTP; what it does (run, resume, recover) stays on the server. No I/O here: a node acts only through its capabilities.
import type { z } from 'zod';
import type { Capabilities } from './capabilities.ts';
import type { Failure } from './errors.ts';
import type { EstateInput } from './estate.ts';
import type { Json, JsonObject } from './json.ts';
import type { TriggerEvent } from './records.ts';

/** What a step does to the world. `none`: a pure function of its params. `destroy` is never sent twice by the machine. */
export type Effect = 'none' | 'read' | 'write' | 'destroy';

export const effectOrder: readonly Effect[] = ['none', 'read', 'write', 'destroy'];

/** Groups of the palette; each has its tint. */
export type NodeGroup = 'trigger' | 'azure-backup' | 'azure' | 'mars' | 'logic' | 'http' | 'notify';

/** Ports every node has besides its own. */
export const commonPorts = ['failed', 'skipped', 'always'] as const;

/** A node's own ports: a fixed list, or one port for each entry of a list param (`switch`), plus fixed ones. */
type Ports = readonly string[] | { readonly param: string; readonly key: string; readonly plus: readonly string[] };

export interface Done {
  readonly port: string;
  /** The step's result: plain JSON. For a long list return `list` and the rest here. */
  readonly data?: unknown;
  /** A list result: stored page by page as `data[property]`, with `data.count` set; up to 1,000,000 items. */
  readonly list?: { readonly property: string; readonly items: AsyncIterable<unknown> | Iterable<unknown> };
  /** Values the flow keeps between runs; written in the same transaction as the step's checkpoint. */
  readonly remember?: { readonly [name: string]: Json };
  /** Answers the caller who waits for this run. */
  readonly respond?: { readonly status: number; readonly headers?: { readonly [name: string]: string }; readonly body: Json };
  /** Ends the run. */
  readonly stop?: { readonly status: 'succeeded' | 'failed'; readonly message: string };
}

export interface Waiting {
  readonly wait: {
    /** Epoch milliseconds at which the step is resumed at the latest. */
    readonly until?: number;
    /** Instead of `until`: milliseconds from now. For looking again, where the step's recorded start says nothing. */
    readonly afterMs?: number;
    /** Name of the event that resumes it. Delivered before the wait exists, it is kept for it. */
    readonly event?: string;
    /** Kept with the wait and given to `resume`. */
    readonly state: Json;
    /** What the card says meanwhile. */
    readonly says?: string;
  };
}

/** Parks the step. @example return wait({ until: now + 60_000, state: {} }) */
export const wait = (waiting: Waiting['wait']): Waiting => ({ wait: waiting });

export type Outcome = Done | Waiting;

/** What came in through one taken edge. */
export interface Incoming {
  readonly nodeId: string;
  readonly port: string;
  readonly result: unknown;
}

export interface StepContext<P> extends Capabilities {
  /** Evaluated and checked. `list` fields are a ListSource, `deferred` fields an Evaluator (fields.ts). */
  readonly params: P;
  /** uuid v5 of run and step key: the same at every attempt. Send it with every write (client request id). */
  readonly key: string;
  /** Recorded start of the step, epoch milliseconds: the same at every attempt. */
  readonly now: number;
  readonly signal: AbortSignal;
  readonly incoming: readonly Incoming[];
  /** What started the run: the result of the trigger node that fired. */
  readonly trigger: TriggerEvent;
  readonly run: {
    readonly id: string;
    readonly flowId: string;
    readonly flowName: string;
    readonly world: 'practice' | 'real';
    readonly startedAt: string;
  };
  log(level: 'info' | 'warn' | 'error', message: string): void;
  /** Live only, never durable. `fraction` 0..1 or null when unknown. */
  progress(fraction: number | null, says: string): void;
}

interface WaitEvent {
  /** `time`: the wait's `until` has come. `event`: the named event was delivered. */
  readonly kind: 'time' | 'event';
  readonly payload: Json;
}

/** How an intent whose call ended without an answer is closed. */
export type Recovery = { readonly happened: Outcome } | 'didNot' | 'unknown';

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** Second line: resource group, region … */
  readonly detail?: string;
}

/** The world an example plays in. */
export interface ExampleGiven {
  readonly estate?: EstateInput;
  /** Answers of HTTP servers, by `METHOD url`: the example runner serves them on a real loopback server. */
  readonly http?: {
    readonly [request: string]: { readonly status: number; readonly body: Json; readonly headers?: { readonly [name: string]: string } };
  };
  readonly memory?: { readonly [name: string]: Json };
  /** A real PostgreSQL database, filled by these statements. */
  readonly postgres?: string;
  /** Commands that a real SSH server on the loopback knows, and what comes of them. */
  readonly ssh?: { readonly [command: string]: { readonly stdout?: string; readonly stderr?: string; readonly exitCode?: number } };
  /** Secret inputs of the run: expressions see them as handles in `inputs`. */
  readonly secrets?: { readonly [name: string]: string };
  readonly incoming?: readonly Incoming[];
  /** What expressions see besides. */
  readonly scope?: {
    readonly inputs?: Json;
    readonly steps?: { readonly [id: string]: Json };
    readonly item?: Json;
    readonly trigger?: Json;
  };
  /** For a node that waits: what resumes it, instead of the real clock. */
  readonly resume?: WaitEvent;
  /** Faults the simulator plays: how it answers requests that match. */
  readonly faults?: readonly { readonly match: JsonObject; readonly answer: JsonObject }[];
}

export interface NodeExample {
  readonly name: string;
  readonly given?: ExampleGiven;
  /** As in a flow document; expressions are allowed and see `given`. */
  readonly params: { readonly [name: string]: Json };
  /** Subset match on the outcome. `failed` expects a failure with that code. */
  readonly expect: {
    readonly port?: string;
    readonly data?: unknown;
    readonly failed?: Partial<Failure>;
    readonly waits?: { readonly event?: string; readonly forMs?: number };
  };
}

export interface NodeDefinition<S extends z.ZodObject = z.ZodObject, R extends z.ZodType = z.ZodType> {
  readonly type: string;
  readonly version: number;
  readonly group: NodeGroup;
  /** Heading within its group, where the group is long: "Restore". */
  readonly section?: string;
  readonly title: string;
  readonly summary: string;
  /** Name of an icon of the editor's sprite. */
  readonly icon: string;
  readonly keywords?: readonly string[];
  /**
   * What the identity of its connection must be allowed: actions of Azure (`Microsoft.Compute/virtualMachines/start/action`), those on
   * data with `data:` in front. The connection's test says which of them are missing.
   */
  readonly needs?: readonly string[];
  /** Kind of the connection it needs. */
  readonly connection?: string;
  /** A param that asks for another kind: `{ param: 'where', kinds: { ssh: 'ssh' } }`. `connection` stands for the rest. */
  readonly connectionBy?: { readonly param: string; readonly kinds: { readonly [value: string]: string } };
  /** It can do without: then the params say where to. */
  readonly connectionOptional?: boolean;
  readonly effect: Effect | ((params: z.output<S>) => Effect);
  /** The strongest effect that the function above can give; without it, that is `destroy`. */
  readonly strongest?: Effect;
  /** Of a node that can destroy: the param that names what is lost, where that is not the last required one that is picked. */
  readonly target?: string;
  /** Only for `write`: may be sent again when nobody knows whether it happened. */
  readonly repeatable?: boolean;
  /** It ends the run it is in: a retry never takes over that it did. */
  readonly endsRun?: boolean;
  readonly params: S;
  readonly ports: Ports;
  readonly result: R;
  /** What the card says: text with `{param}`; parts between ` · ` whose params are empty are left out. See line.ts. */
  readonly line: string;
  /** `trigger`: starts runs. `container`: holds other nodes; the engine itself executes it. Default `action`. */
  readonly kind?: 'action' | 'trigger' | 'container';
  readonly container?: 'for-each' | 'repeat-until' | 'scope';
  /** Types that wait have no default time-out. */
  readonly waits?: boolean;
  /** Failure codes (ours or Azure's) after which the same call may be sent again. */
  readonly retryOn?: readonly string[];
  run?(context: StepContext<z.output<S>>): Promise<Outcome> | Outcome;
  /** Re-entered after a wait; it only reads. */
  resume?(context: StepContext<z.output<S>> & { readonly state: Json; readonly event: WaitEvent }): Promise<Outcome>;
  /** Was the call of an open intent made? It only reads. */
  recover?(context: StepContext<z.output<S>> & { readonly intent: { readonly at: number } }): Promise<Recovery>;
  readonly choices?: {
    readonly [name: string]: (
      context: Capabilities & { readonly params: { readonly [name: string]: Json }; readonly search: string },
    ) => Promise<readonly Choice[]>;
  };
  /** Params whose shape follows from another one: fields with `ui.widget: 'operation'` are drawn from this. Null: unknown value. */
  readonly forms?: {
    readonly param: string;
    schema(value: string): Promise<{ readonly params: JsonObject; readonly result: JsonObject } | null>;
  };
  readonly upgrade?: (params: { readonly [name: string]: Json }) => { readonly [name: string]: Json };
  readonly examples: readonly NodeExample[];
}

/** Any node type, its parameter types forgotten: what registries and the engine hold. */
// biome-ignore lint/suspicious/noExplicitAny: params are checked by the node's own schema before run sees them
export type NodeType = NodeDefinition<any, any>;

export function defineNode<S extends z.ZodObject, R extends z.ZodType>(definition: NodeDefinition<S, R>): NodeType {
  return definition as NodeType;
}

/** The strongest effect a type can have: shown before params are known. */
export const strongestEffect = (
  type: Pick<NodeType, 'effect' | 'type' | 'strongest'>,
  declared: readonly Effect[] = effectOrder,
): Effect => (typeof type.effect === 'function' ? (type.strongest ?? (declared.at(-1) as Effect)) : type.effect);
