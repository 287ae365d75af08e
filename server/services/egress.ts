// The one way out. Every connection that a flow or a user's URL can cause is made here: the address is checked when the
// connection is made, after DNS, so a name cannot change its mind in between; every redirect is checked again.
import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { pipeline, type Transform } from 'node:stream';
import { rootCertificates } from 'node:tls';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Agent, Dispatcher } from 'undici';
import { type FailureError, fail } from '../../nodes/kit/errors.ts';
import { callFailure } from './egress-failure.ts';
import { egressRules, type Purpose } from './egress-rules.ts';

interface EgressRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Uint8Array;
  readonly signal?: AbortSignal;
  /** Milliseconds for the whole call. */
  readonly timeout?: number;
  readonly maxBytes?: number;
  /** Followed, each hop checked; default 5. Headers named here go only to the first origin. */
  readonly redirects?: number;
  readonly secretHeaders?: readonly string[];
  /** The body is for the first origin too: a redirect that would carry it on is refused. */
  readonly secretBody?: boolean;
  /** A certificate authority of the caller's own, besides the public ones. */
  readonly ca?: string;
}

export interface EgressAnswer {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer;
  /** Where the answer came from in the end. */
  readonly url: string;
}

export interface Egress {
  fetch(request: EgressRequest): Promise<EgressAnswer>;
  /** An address of a host that may be connected to, for protocols other than HTTP. */
  address(host: string, port: number, purpose: Purpose): Promise<string>;
  close(): Promise<void>;
}

export interface EgressOptions {
  /** VAULTFLOW_EGRESS_ALLOW. */
  readonly allow?: string;
  /** Where names come from; the system's resolver unless a test plays a hostile one. */
  readonly lookup?: (
    host: string,
    options: { readonly all: true },
    done: (error: Error | null, addresses: LookupAddress[]) => void,
  ) => void;
}

const defaultTimeout = 60_000;
const defaultBytes = 8 * 1024 * 1024;

export function createEgress({ allow, lookup = dnsLookup }: EgressOptions = {}): Egress {
  const rules = egressRules(allow);
  const agents = new Map<string, Promise<Agent>>();

  const blocked = (host: string, why: string): FailureError =>
    fail('egress_blocked', `${host} may not be called: ${why}.`, {
      refused: true,
      advice: ['An administrator can allow it with VAULTFLOW_EGRESS_ALLOW, as host:port.'],
    });

  const resolve = (host: string, port: number, purpose: Purpose): Promise<LookupAddress[]> =>
    new Promise((done, refuse) => {
      const literal = host.replace(/^\[|\]$/g, '');
      const family = isIP(literal);
      const judge = (addresses: readonly LookupAddress[]) => {
        if (rules.hostAllowed(literal, port, purpose)) return done([...addresses]);
        const refusals = addresses.map(({ address }) => rules.refusal(address, port, purpose));
        const free = addresses.filter((_, index) => refusals[index] === null);
        // One inside address among public ones is a sign of rebinding: then none is used.
        if (free.length < addresses.length || free.length === 0)
          return refuse(blocked(host, refusals.find((why) => why !== null) ?? 'it has no address'));
        return done(free);
      };
      if (family) return judge([{ address: literal, family }]);
      lookup(literal, { all: true }, (error, addresses) => (error ? refuse(error) : judge(addresses)));
    });

  const agent = (ca: string | undefined): Promise<Agent> => {
    const key = ca ?? '';
    const known = agents.get(key);
    if (known) return known;
    const made = import('undici').then(({ Agent, buildConnector }) => {
      const connect = buildConnector({ timeout: 10_000, ...(ca ? { ca: [...rootCertificates, ca] } : {}) });
      // The checked address is the one that is connected to; the name stays for TLS and Host.
      const checked: typeof connect = (options, done) => {
        const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));
        const servername = options.servername ?? (isIP(options.hostname) ? '' : options.hostname);
        // One address after the other: the first may be of a kind (IPv6) that has no way out from here.
        const attempt = ([first, ...rest]: readonly LookupAddress[]): void =>
          connect({ ...options, hostname: (first as LookupAddress).address, servername } as typeof options, (...outcome) => {
            if (outcome[0] && rest.length > 0) attempt(rest);
            else done(...outcome);
          });
        resolve(options.hostname, port, 'web').then(attempt, (error: Error) => done(error, null));
      };
      return new Agent({ connect: checked, headersTimeout: defaultTimeout, bodyTimeout: defaultTimeout, keepAliveTimeout: 10_000 });
    });
    agents.set(key, made);
    return made;
  };

  async function fetchOnce(
    request: EgressRequest,
    url: URL,
    headers: { [name: string]: string },
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw blocked(url.host, `${url.protocol} is not http or https`);
    if (url.username || url.password)
      throw fail('secret_in_param', 'The URL holds a user name or password. Put them into a connection.', { refused: true });
    const { request: send } = await import('undici');
    return send(url, {
      method: request.method as Dispatcher.HttpMethod,
      headers,
      body: request.body ?? null,
      signal,
      dispatcher: await agent(request.ca),
    });
  }

  return {
    async fetch(request) {
      const timeout = AbortSignal.timeout(Math.min(request.timeout ?? defaultTimeout, defaultTimeout));
      const signal = request.signal ? AbortSignal.any([request.signal, timeout]) : timeout;
      let url = parse(request.url);
      let current = request;
      const headers: { [name: string]: string } = {};
      for (const [name, value] of Object.entries(request.headers ?? {})) headers[name.toLowerCase()] = value;
      for (let hop = 0; ; hop += 1) {
        try {
          const answer = await fetchOnce(current, url, headers, signal);
          const target = redirectOf(answer, url);
          if (target === null || hop >= (request.redirects ?? 5)) {
            return {
              status: answer.statusCode,
              headers: flat(answer.headers),
              body: await read(answer, current.method, request.maxBytes ?? defaultBytes),
              url: url.href,
            };
          }
          await answer.body.dump();
          if (target.origin !== url.origin)
            for (const name of [...(request.secretHeaders ?? []), 'authorization', 'cookie']) delete headers[name.toLowerCase()];
          const keepsBody = answer.statusCode > 303 || (answer.statusCode < 303 && current.method !== 'POST');
          if (keepsBody && current.secretBody && current.body !== undefined && target.origin !== url.origin)
            throw blocked(target.host, `${url.host} sends the request on to it, and its body holds a secret`);
          if (!keepsBody) {
            const { body: _, ...rest } = current;
            current = { ...rest, method: 'GET' };
            delete headers['content-type'];
          }
          url = target;
        } catch (error) {
          throw callFailure(error, url, { timedOut: timeout.aborted, cancelled: request.signal?.aborted ?? false });
        }
      }
    },
    async address(host, port, purpose) {
      try {
        const [first] = await resolve(host, port, purpose);
        return (first as LookupAddress).address;
      } catch (error) {
        throw callFailure(error, { host: `${host}:${port}` }, { timedOut: false, cancelled: false });
      }
    },
    async close() {
      for (const made of agents.values()) await (await made).destroy();
      agents.clear();
    },
  };
}

function parse(text: string): URL {
  if (!URL.canParse(text)) throw fail('param_invalid', `${text.slice(0, 200)} is not a URL.`, { refused: true });
  return new URL(text);
}

function redirectOf(answer: Dispatcher.ResponseData, from: URL): URL | null {
  const location = answer.headers.location;
  if (![301, 302, 303, 307, 308].includes(answer.statusCode) || typeof location !== 'string') return null;
  return URL.canParse(location, from.href) ? new URL(location, from.href) : null;
}

const flat = (headers: Dispatcher.ResponseData['headers']): { [name: string]: string } =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );

/** The body as it was meant, unpacked; the limit counts what it unpacks to. */
async function read(answer: Dispatcher.ResponseData, method: string, maxBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  const empty = method === 'HEAD' || answer.statusCode === 204;
  const packed = empty ? undefined : unpackers[String(answer.headers['content-encoding'] ?? '').toLowerCase()];
  const source = packed ? pipeline(answer.body, packed(), () => undefined) : answer.body;
  for await (const part of source) {
    size += (part as Buffer).length;
    if (size > maxBytes) {
      answer.body.destroy();
      throw fail('output_too_large', `The answer is larger than ${Math.round(maxBytes / 1_048_576)} MB.`);
    }
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts);
}

const unpackers: { readonly [encoding: string]: () => Transform } = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};
