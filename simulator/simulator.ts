// Azure, as far as backup needs it, as one function from Request to Response: the identity authority, Azure Resource Manager,
// Recovery Services. Durable in its own SQLite file; time goes on while it is off. It opens no socket (tls/ does) and calls
// nothing outside.
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { Estate } from '../nodes/kit/estate.ts';
import { faultRules } from '../nodes/kit/fault-rule.ts';
import { denied } from './authorization/access.ts';
import { locked } from './authorization/locks.ts';
import { createDesk, type Desk } from './desk.ts';
import type { Trust } from './identity/assertions.ts';
import { createAuthority, type Identity } from './identity/authority.ts';
import { checkBearer } from './identity/bearer.ts';
import { planeFor } from './planes.ts';
import { routes } from './routes.ts';
import { contosoEstate } from './seed/contoso.ts';
import { openStore } from './state/database.ts';
import { loadEstate } from './state/load.ts';
import { isRead, type LoggedRequest, requestLog } from './state/request-log.ts';
import { settle } from './state/settle.ts';
import { type Answer, isAnswer, refuse } from './wire/answer.ts';
import { checkApiVersion } from './wire/api-version.ts';
import type { Call, World } from './wire/call.ts';
import { type FaultRule, faultAnswer, faultsOf, isReset } from './wire/faults.ts';
import { readQuery } from './wire/query.ts';
import { respond } from './wire/respond.ts';
import { router } from './wire/router.ts';
import { tell } from './wire/tap.ts';
import { isCounted, throttle } from './wire/throttle.ts';

export type { FaultRule } from './wire/faults.ts';

export interface SimulatorOptions {
  /** SQLite file, or ':memory:'. */
  file: string;
  /** What an empty file is filled with; default Contoso. */
  estate?: Estate;
  /** Wall clock in milliseconds; default Date.now. */
  now?: () => number;
  /** Simulated seconds of job work per real second; default 60. */
  timeScale?: number;
  seed?: number;
  faults?: FaultRule[];
  /** Deviate from the published specification where the real service does. */
  quirks?: boolean;
  /** Items per page of a list; default 200. */
  pageSize?: number;
  /** Enforce an hourly budget per action; default none. */
  throttle?: { perHour: number } | null;
  /** Whom the application registration trusts besides its secret; default nobody. */
  trust?: Trust;
}

/** What can be changed while it runs. */
interface SimulatorSettings {
  timeScale: number;
  quirks: boolean;
  throttle: { perHour: number } | null;
}

export interface Simulator {
  handle(request: Request): Promise<Response>;
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  setFaults(rules: FaultRule[]): void;
  /** The rules that may still hit. */
  faults(): FaultRule[];
  settings(): SimulatorSettings;
  /** Takes effect at once, durable; jobs that run already keep their end. */
  configure(settings: Partial<SimulatorSettings>): void;
  /** Milliseconds: simulated now, and how far it is ahead of the wall clock. */
  clock(): { now: number; ahead: number };
  /** Forgets everything and loads an estate (default Contoso). Who may sign in stays as it is; the clock is set back. */
  reset(estate?: Estate): void;
  readonly desk: Desk;
  /** The durable log, oldest first; `path` is a part of the path. A reset without effect has status 0. */
  requests(filter?: { method?: string; path?: string }): LoggedRequest[];
  /** Lets the simulated clock jump ahead; durable. */
  advance(seconds: number): void;
  close(): void;
}

const brokenConnection = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

export function createSimulator(options: SimulatorOptions): Simulator {
  const store = openStore(options.file);
  const wall = options.now ?? Date.now;
  let ahead = Number(store.setting('clockAhead') ?? 0);
  const now = () => wall() + ahead;
  const identity = prepare(store, options, now());
  const authority = createAuthority(identity, options.trust ?? { certificates: [], federated: [] });
  const log = requestLog(store.raw);
  const find = router(routes);
  const settings: SimulatorSettings = {
    timeScale: options.timeScale ?? 60,
    quirks: options.quirks ?? false,
    throttle: options.throttle ?? null,
    ...keptSettings(store),
  };
  let budget = throttle(settings.throttle);
  let faults = faultsOf(options.faults ?? []);
  const world: World = {
    store,
    now,
    pageSize: options.pageSize ?? 200,
    get timeScale() {
      return settings.timeScale;
    },
    get quirks() {
      return settings.quirks;
    },
    newId: randomUUID,
    newNumber: () => String(randomInt(100_000_000, 999_999_999)) + String(randomInt(1_000_000, 9_999_999)),
  };

  /** What Azure answers, and its remaining budget. Runs inside a transaction when the method may change something. */
  function arm(request: Request, url: URL, content: Uint8Array<ArrayBuffer>, at: number): { answer: Answer; remaining: number | null } {
    const text = new TextDecoder().decode(content);
    const origin = request.headers.get('x-sim-origin') ?? url.origin;
    const fine = (answer: Answer, remaining: number | null = null) => ({ answer, remaining });
    const { method, headers } = request;
    const callOf = (params: Call['params'], body: unknown): Call => ({
      ...world,
      method,
      params,
      query: readQuery(url.search),
      path: url.pathname,
      body,
      content,
      headers,
      host: url.hostname,
      origin,
      apiVersion: readQuery(url.search)['api-version'] ?? '',
      at,
      activityId: headers.get('x-ms-client-request-id') ?? randomUUID(),
    });
    const plane = planeFor(url);
    if (plane) {
      const entered = plane.open({ store, identity, method, url, headers, at, now: wall() });
      return fine(isAnswer(entered) ? entered : entered.handler(callOf(entered.params, readJson(text))));
    }
    // Tokens live by the wall clock: a client whose clock does not jump along must stay signed in.
    const signIn = authority({ method, url, headers, text }, origin, wall());
    if (signIn) return fine(signIn);
    const unauthorized = checkBearer(request.headers.get('authorization'), identity, origin, wall());
    if (unauthorized) return fine(unauthorized);
    const query = readQuery(url.search);
    const badVersion = checkApiVersion(query['api-version'], url.pathname);
    if (badVersion) return fine(badVersion);
    const found = find(request.method, url.pathname);
    if (found === 'wrong-method') {
      return fine(refuse(405, 'MethodNotAllowed', `The requested resource does not support http method '${request.method}'.`));
    }
    if (!found)
      return fine(refuse(404, 'InvalidResourceType', `The resource type could not be found in this subscription: ${url.pathname}`));
    const barred = denied(store, identity.clientId, method, url.pathname) ?? locked(store, method, url.pathname);
    if (barred) return fine(barred);
    const counted = isCounted(request.method, found.pattern) ? budget.take(`${request.method} ${found.pattern}`, at) : null;
    if (counted && 'refused' in counted) return fine(counted.refused, 0);
    // A runbook comes as the text that it is.
    const body = /^text\//i.test(request.headers.get('content-type') ?? '') ? text : readJson(text);
    if (body === undefined && text.trim() !== '') {
      return fine(refuse(400, 'InvalidRequestContent', 'The request content was invalid and could not be deserialized.'));
    }
    return fine(found.handler(callOf(found.params, body)), counted?.remaining ?? null);
  }

  async function handle(request: Request): Promise<Response> {
    const content = new Uint8Array(await request.arrayBuffer());
    const url = new URL(request.url);
    const at = now();
    const fault = faults(request.method, url.pathname);
    const clientRequestId = request.headers.get('x-ms-client-request-id');
    const entry = (status: number): LoggedRequest => ({ at, method: request.method, path: url.pathname, clientRequestId, status });
    const lost = fault !== null && isReset(fault);
    const instead = fault === null ? null : faultAnswer(fault);
    const perform = fault === null || fault.afterEffect === true || (!lost && instead === null);

    settle(world, at);
    const work = () => (perform ? arm(request, url, content, at) : { answer: instead ?? { status: 0 }, remaining: null });
    let done: ReturnType<typeof arm>;
    if (isRead(request.method)) {
      done = work();
      await log.writeRead(entry(done.answer.status));
    } else {
      done = store.transaction(() => {
        const result = store.attempt(work, ({ answer }) => answer.status < 400);
        log.write(entry(result.answer.status));
        return result;
      });
    }
    if (fault?.delayMs) await new Promise((resume) => setTimeout(resume, fault.delayMs));
    if (lost) throw brokenConnection();
    if (fault === null && !world.quirks) tell(request, content, done.answer);
    const envelope = { method: request.method, at, clientRequestId, correlationId: request.headers.get('x-ms-correlation-request-id') };
    return respond(
      instead ?? done.answer,
      { ...envelope, remaining: done.remaining },
      { cut: fault?.badJson === true, shout: world.quirks },
    );
  }

  return {
    handle,
    tenantId: identity.tenantId,
    clientId: identity.clientId,
    clientSecret: identity.clientSecret,
    get subscriptionId() {
      return store.list('subscription')[0]?.doc.id ?? '';
    },
    setFaults: (next) => {
      faults = faultsOf(faultRules.parse(next) as FaultRule[]);
    },
    faults: () => faults.left(),
    settings: () => ({ ...settings }),
    configure: (next) => {
      Object.assign(settings, next);
      if (next.throttle !== undefined) budget = throttle(next.throttle);
      store.setSetting('desk', JSON.stringify(settings));
    },
    clock: () => ({ now: now(), ahead }),
    reset: (estate) => {
      const at = wall();
      store.transaction(() => {
        store.clear();
        store.setSetting('clockAhead', '0');
        fill(store, estate ?? contosoEstate(at, options.seed ?? 1), at, options.seed ?? 1);
      });
      // Only now: an estate that cannot be loaded leaves everything as it was.
      ahead = 0;
      faults = faultsOf([]);
    },
    desk: createDesk(store, now),
    requests: (filter) => log.read(filter),
    advance: (seconds) => {
      ahead += seconds * 1000;
      store.setSetting('clockAhead', String(ahead));
    },
    close: () => {
      log.flush();
      store.close();
    },
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Fills an empty file, and reads who may sign in from it. */
function prepare(store: ReturnType<typeof openStore>, options: SimulatorOptions, now: number): Identity {
  if (store.setting('tenantId') === null) {
    const seed = options.seed ?? 1;
    const estate = options.estate ?? contosoEstate(now, seed);
    store.transaction(() => {
      fill(store, estate, now, seed);
      store.setSetting('tenantId', estate.tenantId);
      store.setSetting('clientId', estate.clientId);
      store.setSetting('clientSecret', estate.clientSecret ?? randomBytes(24).toString('base64url'));
      store.setSetting('tokenKey', randomBytes(32).toString('base64url'));
    });
  }
  const read = (name: string) => store.setting(name) ?? '';
  return { tenantId: read('tenantId'), clientId: read('clientId'), clientSecret: read('clientSecret'), tokenKey: read('tokenKey') };
}

function fill(store: ReturnType<typeof openStore>, estate: Estate, now: number, seed: number): void {
  loadEstate(store, estate, now, seed);
  store.setSetting('scheduledBackups', estate.scheduledBackups ? 'yes' : 'no');
}

/** What was configured while it ran the last time. */
const keptSettings = (store: ReturnType<typeof openStore>): Partial<SimulatorSettings> =>
  JSON.parse(store.setting('desk') ?? '{}') as Partial<SimulatorSettings>;
