// What the handlers work with: stores, engine, triggers and the rest of the machine, made in main.ts and handed over as they are.
import type { Logger } from 'pino';
import type { Operations, Readiness } from '../../nodes/kit/wire/operations.ts';
import type { Route } from '../../nodes/kit/wire/route.ts';
import type { Backups } from '../backup/backups.ts';
import type { Engine } from '../engine/engine.ts';
import type { Journal } from '../journal/contract.ts';
import type { NodeTypes } from '../node-types.ts';
import type { ProjectActor } from '../security/actor.ts';
import type { Anchors } from '../security/anchors.ts';
import type { FourEyes } from '../security/four-eyes.ts';
import type { Identity } from '../security/identity.ts';
import type { KeyRotation } from '../security/key-rotation.ts';
import type { OriginGuard } from '../security/origin.ts';
import type { Provider } from '../security/provider.ts';
import type { RateLimit } from '../security/rate-limit.ts';
import type { SignIn } from '../security/sign-in.ts';
import type { Services } from '../services/contract.ts';
import type { Stores } from '../store/stores.ts';
import type { RoomDeps } from '../testing/room.ts';
import type { Accept } from '../triggers/accept.ts';
import type { Bulk } from '../triggers/bulk.ts';
import type { Callbacks } from '../triggers/callbacks.ts';
import type { ChildRuns } from '../triggers/child-runs.ts';
import type { FirstTriggers } from '../triggers/first-triggers.ts';
import type { Forms } from '../triggers/forms.ts';
import type { IncomingEvents } from '../triggers/incoming-events.ts';
import type { Retry } from '../triggers/retry.ts';
import type { Triggers } from '../triggers/triggers.ts';
import type { Webhooks } from '../triggers/webhooks.ts';
import type { EstateView } from './estate.ts';
import type { EventStream } from './event-stream.ts';
import type { Home } from './home.ts';
import type { PracticeDesk } from './practice.ts';

export interface AppDeps {
  readonly version: string;
  readonly stores: Stores;
  readonly journal: Journal;
  readonly engine: Engine;
  readonly services: Services;
  readonly nodeTypes: NodeTypes;
  readonly accept: Accept;
  readonly triggers: Triggers;
  readonly firstTriggers: FirstTriggers;
  readonly webhooks: Webhooks;
  readonly forms: Forms;
  readonly callbacks: Callbacks;
  readonly incomingEvents: IncomingEvents;
  readonly childRuns: ChildRuns;
  readonly retry: Retry;
  readonly bulk: Bulk;
  readonly events: EventStream;
  readonly home: Home;
  readonly estate: EstateView;
  /** A practice subscription for one test of a flow. */
  readonly playground: RoomDeps['playground'];
  /** The simulator of this process, loaded on first use. */
  readonly practice: () => Promise<PracticeDesk>;
  readonly identity: Identity;
  readonly signIn: SignIn;
  readonly fourEyes: FourEyes;
  readonly anchors: Anchors;
  readonly keyRotation: Pick<KeyRotation, 'wake'>;
  /** The organisation's own sign-in, where one is set up. */
  readonly provider: Provider | null;
  /** Believe the proxy before us about who calls. */
  readonly behindProxy: boolean;
  readonly origin: OriginGuard;
  readonly limits: { readonly signIn: RateLimit; readonly strangers: RateLimit; readonly hooks: RateLimit; readonly forms: RateLimit };
  readonly publicUrl: () => string;
  readonly readiness: () => Promise<Readiness>;
  readonly operations: (actor: ProjectActor) => Promise<Operations>;
  /** Null: the database is backed up by whoever runs it. */
  readonly backups: Pick<Backups, 'now'> | null;
  /** Text of /metrics. */
  readonly metrics: () => Promise<string>;
  readonly observe?: (route: Route, status: number, ms: number) => void;
  /** Folder of the built editor. */
  readonly editorFolder: string;
  readonly log: Logger;
  /** True from the moment the server is asked to stop. */
  readonly stopping: () => boolean;
  /** Check every answer against its schema: in tests. */
  readonly checkAnswers?: boolean;
}

/** A page of a list whose end is known: everything the route may answer at once. */
export const DEFAULT_LIMIT = 50;
