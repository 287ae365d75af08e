// What server/services needs from the house and what it gives back: capabilities bound to one step. Types only. Secrets come in
// here opened and leave only inside the one request they are for.
import type { CallbacksCapability, Capabilities, FlowsCapability } from '../../nodes/kit/capabilities.ts';
import type { AzureBackup } from '../../nodes/kit/capabilities-azure.ts';
import type { ConnectionKind } from '../../nodes/kit/connection-kinds.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { Engine, StepRequest } from '../engine/engine.ts';
import type { Journal } from '../journal/contract.ts';
import type { Egress } from './egress.ts';
import type { SecondLook } from './second-look.ts';

/** A stored connection, opened. */
export interface OpenConnection {
  readonly id: string;
  readonly kind: ConnectionKind;
  readonly name: string;
  /** Changes with every edit: clients made for an older revision are dropped. */
  readonly revision: string;
  /** Fields and secrets together, as the kind's schema in connection-kinds.ts has them. */
  readonly values: JsonObject;
}

/** The practice subscription as main.ts hands it over: the simulator's handler and its own sign-in. */
export interface PracticeAzure {
  handle(request: Request): Promise<Response>;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What would have gone out, had it not been practice. */
export interface PracticeMessage {
  readonly projectId: string;
  readonly runId: string;
  readonly flowName: string;
  readonly kind: 'mail' | 'webhook' | 'http' | 'ssh' | 'database';
  readonly to: string;
  readonly subject: string;
  readonly body: Json;
  /** The step's key: asking twice keeps one message. */
  readonly key: string;
}

/** What is kept of a run's secret handles: the values of its inputs, and which others it has made. */
export interface RunSecrets {
  /** The value of a secret input, empty for a handle that was granted; null: none of this run's. `ref` is the handle's `$secret`. */
  value(run: { readonly projectId: string; readonly runId: string }, ref: string): Promise<string | null>;
  /** Lets a handle that this run has made open in it, and in whatever is given this run's handles. Durable when it resolves. */
  grant(run: { readonly projectId: string; readonly runId: string }, ref: string): Promise<void>;
}

/** The rights in Azure that a node type needs. */
export interface NodeNeeds {
  readonly title: string;
  readonly actions: readonly string[];
  readonly dataActions: readonly string[];
}

export interface ServicesDeps {
  /** For the test of an Azure connection; without it the test says nothing about rights. */
  readonly needs?: () => readonly NodeNeeds[];
  /** The connection that fills a slot of a flow. Null: none is chosen. */
  bound(request: {
    readonly projectId: string;
    readonly flowId: string;
    /** A run keeps the connections it was accepted with. */
    readonly runId: string;
    /** Decided at the run's start: a connection that is of the other world now is refused. */
    readonly world: 'practice' | 'real';
    readonly slot: string;
    readonly kind: string;
  }): Promise<OpenConnection | null>;
  /** A connection by its id, for what lives longer than a step: a vault's watcher. Null: deleted since. */
  open(connectionId: string): Promise<OpenConnection | null>;
  /** Starting other flows is the server's business. */
  flows(step: StepRequest): FlowsCapability;
  /** Addresses that a server answers at. Left out: there is no server that could be called. */
  readonly callbacks?: CallbacksCapability;
  readonly secrets: RunSecrets;
  /** Looks at every request of a step that changes something, right before it leaves. Null: nobody asks for that. */
  secondLook?(step: StepRequest): SecondLook | null;
  readonly inbox: { put(message: PracticeMessage): Promise<void> };
  readonly journal: Pick<Journal, 'own' | 'disown' | 'openEvents' | 'takeToken' | 'blockKey'>;
  /** Late, because the engine is made with these services. */
  engine(): Pick<Engine, 'deliver' | 'progress'>;
  /** Loaded on first use. */
  practice(): Promise<PracticeAzure>;
  /** Name of this process among those that share the journal. */
  readonly owner: string;
  /** The way out; left out: the real one. A test of a flow has none. */
  readonly egress?: Egress;
  /** VAULTFLOW_EGRESS_ALLOW: `host`, `host:port` or `cidr:port`, separated by commas; `localhost:8080`. */
  readonly egressAllow?: string;
  readonly clock?: { now(): number };
  /** How often a vault's watcher looks, in milliseconds; the defaults spare Azure. */
  readonly watchPace?: { readonly firstMs?: number; readonly minMs?: number; readonly maxMs?: number };
  log?(level: 'info' | 'warn' | 'error', message: string): void;
}

export interface ConnectionTest {
  readonly ok: boolean;
  /** A sentence for people. */
  readonly says: string;
  readonly details: readonly { readonly label: string; readonly value: string }[];
}

export interface AzureJobs extends Pick<AzureBackup, 'jobs' | 'job' | 'cancelJob'> {
  /** The vault's page in the Azure portal; null for a cloud that has none. */
  page(vaultId: string): string | null;
}

/** How much Azure still lets one credential ask of one subscription, as this process knows it. */
export interface AzureBudget {
  readonly connectionId: string;
  readonly subscription: string;
  readonly kind: 'reads' | 'writes';
  /** Answers since the start. */
  readonly requests: number;
  /** What Azure said last. */
  readonly left: number | null;
  /** Until then Azure wants no requests. */
  readonly blockedUntil: number | null;
}

export interface Services {
  capabilities(step: StepRequest): Capabilities;
  /** Reads only, through one connection: choices of a form, the home page. Choices remember for a moment what Azure has just said. */
  reading(connection: OpenConnection, signal: AbortSignal, options?: { readonly remember?: boolean }): Capabilities;
  /** The jobs of Azure Backup, for a person who looks after a run: read, and cancelled in Azure. No other change is possible. */
  azureJobs(connection: OpenConnection, signal: AbortSignal): AzureJobs;
  test(connection: OpenConnection, signal: AbortSignal): Promise<ConnectionTest>;
  budgets(): readonly AzureBudget[];
  /** Looks for waits that a vault's watcher must serve. Call it after the engine has booted. */
  start(): void;
  stop(): Promise<void>;
}
