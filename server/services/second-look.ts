// Four eyes: the last look at a request that may need somebody else's yes. The final request decides: its method, address and body,
// whatever node, operation or expression made it. What is asked for and what was agreed to is kept by the one who is handed in here.
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import type { Effect } from '../../nodes/kit/define.ts';
import { fail } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';

/** A request as it would leave, without what is secret in it. */
export interface OutgoingRequest {
  readonly method: string;
  /** Without a query that could hold a secret. */
  readonly url: string;
  readonly body: string | null;
  /** What the request does by itself. */
  readonly does: Effect;
  /** What the step said that it does. */
  readonly declared: Effect;
}

/** Resolves when it may leave now; throws `approval_needed` when somebody has to agree first. */
export type SecondLook = (request: OutgoingRequest, hash: string) => Promise<void>;

type Mask = <T>(value: T) => T;

interface Within {
  readonly look: SecondLook | null;
  readonly mask: Mask;
}

const current = new AsyncLocalStorage<Within>();

/** Everything sent by `call` is looked at by `look`. Null: nobody asks for that here. */
export const lookedAt = <T>(look: SecondLook | null, call: () => T, mask: Mask = (value) => value): T => current.run({ look, mask }, call);

/** Call it with every request that is not a mere read, right before it leaves. A request that nobody looks after does not leave. */
export async function demandSecondLook(request: Omit<OutgoingRequest, 'body'> & { readonly body: unknown }): Promise<void> {
  if (request.does === 'read' || request.does === 'none') return;
  const within = current.getStore();
  if (!within) throw fail('effect_exceeded', 'This request does not come from a step: it changes nothing.', { refused: true });
  if (!within.look) return;
  const text = within.mask(bodyText(request.body));
  if (!isGrave({ ...request, body: text })) return;
  const { method, url, does, declared } = request;
  const plain = within.mask(url);
  const hash = createHash('sha256')
    .update(JSON.stringify([method.toUpperCase(), plain, text]))
    .digest('base64url');
  await within.look({ method: method.toUpperCase(), url: plain, body: text, does, declared }, hash);
}

function bodyText(body: unknown): string | null {
  if (body === undefined || body === null) return null;
  if (typeof body === 'string') return body;
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8');
  return JSON.stringify(body);
}

/**
 * What Azure itself counts as critical, besides deleting: switching off what protects against deleting, stopping protection, and
 * requests that carry other requests inside.
 */
export function isGrave({ method, url, body, does, declared }: OutgoingRequest): boolean {
  if (does === 'destroy') return true;
  if (declared === 'destroy') return true;
  const path = pathOf(url);
  if (gravePaths.some((pattern) => pattern.test(path))) return true;
  return method.toUpperCase() !== 'GET' && body !== null && weakens(parsed(body));
}

const gravePaths: readonly RegExp[] = [
  // Several requests in one: what is inside is not looked at one by one.
  /^\/batch\/?$/i,
  /\/backupResourceGuardProxies\/[^/]+\/unlockDelete$/i,
  /\/backupInstances\/[^/]+\/(stopProtection|suspendBackups)$/i,
  /\/Microsoft\.KeyVault\/.+\/purge$/i,
];

const words: { readonly [name: string]: readonly string[] } = {
  softdeletefeaturestate: ['disabled', 'off'],
  softdeletestate: ['disabled', 'off'],
  enhancedsecuritystate: ['disabled'],
  protectionstate: ['protectionstopped', 'backupsuspended'],
  multiuserauthorization: ['disabled'],
};

/** Settings that take protection away, at any depth of a body. */
function weakens(value: Json, name = '', depth = 0): boolean {
  if (depth > 40) return true;
  if (typeof value === 'string') return words[name]?.includes(value.toLowerCase()) === true;
  if (Array.isArray(value)) return value.some((one) => weakens(one, name, depth + 1));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => {
    const own = key.toLowerCase();
    if (own === 'immutabilitysettings' && isState(inner, 'disabled')) return true;
    // A deployment in that mode deletes whatever it does not name.
    if (own === 'mode' && typeof inner === 'string' && inner.toLowerCase() === 'complete') return true;
    return weakens(inner as Json, own, depth + 1);
  });
}

const isState = (value: unknown, state: string): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(([key, one]) => key.toLowerCase() === 'state' && String(one).toLowerCase() === state);

function pathOf(url: string): string {
  try {
    return decodeURIComponent(new URL(url).pathname);
  } catch {
    return url;
  }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
