// Loopback is no wall: any web page in the operator's browser can send requests there. So the Host must be one of ours (DNS
// rebinding) and whatever changes something must come from our own pages or from no page at all (cross-site requests).
import type { IncomingMessage } from 'node:http';
import { refuse } from '../store/refusal.ts';

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

/** Host name of a Host header, without port; null when it is none. */
function nameOf(host: string): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(host);
  return match ? (match[1] as string).toLowerCase() : null;
}

/** Node keeps the first of several. */
function hostLines(raw: readonly string[]): number {
  let lines = 0;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] as string;
    if (name.length === 4 && name.toLowerCase() === 'host') lines += 1;
  }
  return lines;
}

export function createOriginGuard(extraHosts: readonly string[]) {
  const known = new Set([...loopbackNames, ...extraHosts.map((host) => host.toLowerCase())]);
  let lastGood: string | undefined;

  return {
    /** Throws `bad_host`. A second Host, or one in the request line, is what another reader of the same request might believe. */
    checkHost(request: IncomingMessage): void {
      if (request.url?.startsWith('/') !== true)
        throw refuse('bad_host', 'The request line must name a path, not a whole address: this server is no proxy.');
      if (hostLines(request.rawHeaders) > 1) throw refuse('bad_host', 'The request names its host more than once.');
      const host = request.headers.host;
      if (host !== undefined && host === lastGood) return;
      const name = host === undefined ? null : nameOf(host);
      if (name === null || !known.has(name))
        throw refuse('bad_host', 'This server answers to localhost only. Set VAULTFLOW_PUBLIC_URL to the address people use.');
      lastGood = host;
    },

    /** Throws `bad_origin` for a state-changing request that another site's page made. */
    checkOrigin(request: IncomingMessage): void {
      const { origin, host, 'sec-fetch-site': site } = request.headers;
      if (site !== undefined && site !== 'same-origin' && site !== 'none')
        throw refuse('bad_origin', 'A page of another site has made this request. Only Vaultflow’s own pages may.');
      if (origin === undefined) return;
      const own = URL.canParse(origin) ? new URL(origin).host : null;
      if (own === null || own !== host?.toLowerCase())
        throw refuse('bad_origin', 'A page of another site has made this request. Only Vaultflow’s own pages may.');
    },
  };
}

export type OriginGuard = ReturnType<typeof createOriginGuard>;
