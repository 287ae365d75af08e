// Callbacks: addresses that steps make, and the calls that come in at them. An address proves itself: it holds the run, the step and
// what it demands, with a proof that only this installation can make. One answer counts; it is kept when the step does not wait yet.
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { callbackEvent } from '../../nodes/kit/callback.ts';
import type { CallbacksCapability } from '../../nodes/kit/capabilities.ts';
import { fail } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';
import type { Engine } from '../engine/engine.ts';
import type { Journal } from '../journal/contract.ts';
import { systemActor } from '../security/actor.ts';
import { demandKeepable } from '../security/json-limits.ts';
import { sameText } from '../security/same-text.ts';
import { notFound, refuse } from '../store/refusal.ts';
import type { Stores } from '../store/stores.ts';

interface CallbackRequest {
  readonly token: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly query: { readonly [name: string]: unknown };
  readonly body: Uint8Array;
}

export interface CallbackDeps {
  readonly stores: Stores;
  readonly journal: Pick<Journal, 'openEvents' | 'run'>;
  readonly engine: () => Pick<Engine, 'deliver'>;
  readonly publicUrl: () => string;
  readonly now: () => number;
}

export interface Callbacks extends CallbacksCapability {
  /** Durable when it resolves. Refuses with `not_found`, `unauthenticated`, `conflict` (answered before), `hook_disabled`. */
  deliver(request: CallbackRequest): Promise<{ readonly runId: string }>;
}

const PROOF_BYTES = 16;
const BY_LINK = 1;

interface Address {
  readonly runId: string;
  readonly byLink: boolean;
  /** Handle of the secret that callers must send; empty: none. */
  readonly secret: string;
}

const bytesOf = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');
const uuidOf = (hex: string): string => `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;

export function createCallbacks({ stores, journal, engine, publicUrl, now }: CallbackDeps): Callbacks {
  const proofOf = (said: Buffer): Buffer =>
    Buffer.from(stores.proof(`callback ${said.toString('base64url')}`), 'base64url').subarray(0, PROOF_BYTES);

  function read(token: string): Address | null {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length < 33 + PROOF_BYTES || bytes.toString('base64url') !== token) return null;
    const said = bytes.subarray(0, -PROOF_BYTES);
    if (!proofOf(said).equals(bytes.subarray(-PROOF_BYTES))) return null;
    return { runId: uuidOf(said.toString('hex', 0, 16)), byLink: said[32] === BY_LINK, secret: said.toString('utf8', 33) };
  }

  /** The run that gets the answer: the one that waits for it, else the one that made the address, if it still goes on. */
  async function receiver(token: string, { runId }: Address): Promise<string> {
    const open = await journal.openEvents(callbackEvent(token));
    const waiting = open.find(({ event }) => event === callbackEvent(token));
    if (waiting) return waiting.runId;
    const run = await journal.run(runId);
    if (!run) throw notFound('callback', token);
    if (run.endedAt !== null) throw refuse('hook_disabled', 'The run that asked for this call has ended.');
    return runId;
  }

  async function demandProof({ secret, runId }: Address, projectId: string, headers: IncomingHttpHeaders): Promise<void> {
    if (secret === '') return;
    const wanted = await stores.runSecrets.open(systemActor(projectId), runId, { $secret: secret });
    const given = /^bearer (.+)$/i.exec(String(headers.authorization ?? ''))?.[1]?.trim() ?? '';
    if (wanted === null || given === '' || !sameText(given, wanted))
      throw refuse('unauthenticated', 'This callback wants its secret as a bearer token.');
  }

  return {
    /** Pure: the same step gets the same address, whenever it asks. */
    address({ runId, key, byLink, secret }) {
      const ref = secret?.$secret ?? '';
      if (ref !== '' && !ref.startsWith('input:')) throw fail('param_invalid', 'Only a secret input can prove the callers of a callback.');
      const said = Buffer.concat([bytesOf(runId), bytesOf(key), Buffer.from([byLink ? BY_LINK : 0]), Buffer.from(ref)]);
      return `${publicUrl()}/callbacks/${Buffer.concat([said, proofOf(said)]).toString('base64url')}`;
    },

    async deliver(request) {
      const { token, method, headers } = request;
      const address = read(token);
      const made = address && (await journal.run(address.runId));
      if (!address || !made) throw notFound('callback', token);
      if (method !== 'POST' && !(method === 'GET' && address.byLink)) {
        const allowed = address.byLink ? 'GET, POST' : 'POST';
        throw refuse('method_not_allowed', `This callback is called with ${allowed}.`, { headers: { Allow: allowed } });
      }
      await demandProof(address, made.projectId, headers);
      const payload = { method, body: bodyOf(request), query: queryOf(request.query), at: new Date(now()).toISOString() };
      const runId = await receiver(token, address);
      const id = createHash('sha256').update(`${runId} ${token}`).digest('base64url');
      if (!(await stores.callbacks.answer(id, runId, () => engine().deliver(callbackEvent(token), payload as Json))))
        throw refuse('conflict', 'This callback was answered before. The first answer counts.');
      return { runId };
    },
  };
}

const queryOf = (query: CallbackRequest['query']): { [name: string]: Json } =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : String(value)]));

/** JSON, a form as an object, anything else as text. */
function bodyOf({ headers, body }: CallbackRequest): Json {
  if (body.length === 0) return null;
  const type = String(headers['content-type'] ?? '').toLowerCase();
  const text = new TextDecoder().decode(body);
  if (type.includes('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  if (type !== '' && !/[/+]json\b/.test(type)) return text;
  demandKeepable(body);
  try {
    return JSON.parse(text) as Json;
  } catch {
    if (type === '') return text;
    throw refuse('invalid_json', 'The body cannot be read as JSON.');
  }
}
