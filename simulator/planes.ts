// The data planes of Azure besides Resource Manager, told apart by their host names: Key Vault, Blob Storage, Azure Files, Log
// Analytics. Each has its own sign-in audience, its own way of refusing, and its own routes.
import type { Identity } from './identity/authority.ts';
import { keyVaultPlane } from './keyvault/plane.ts';
import { logsPlane } from './monitor/logs-plane.ts';
import type { Store } from './state/database.ts';
import { filePlane } from './storage/file-plane.ts';
import { blobPlane } from './storage/plane.ts';
import type { Answer } from './wire/answer.ts';
import { type Found, type Route, router } from './wire/router.ts';

export interface Gate {
  readonly store: Store;
  readonly identity: Identity;
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** Simulated, and by the wall: tokens live by the wall clock. */
  readonly at: number;
  readonly now: number;
}

export interface Plane {
  readonly host: RegExp;
  readonly routes: Route[];
  /** Null: it may come in. */
  admit(gate: Gate): Answer | null;
  /** Is there a vault, an account of this name? Otherwise the name does not resolve. */
  exists(store: Store, host: string): boolean;
  noRoute(): Answer;
  /** The path as routes know it. */
  path?(path: string): string;
}

const planes = [keyVaultPlane, blobPlane, filePlane, logsPlane].map((plane) => ({ ...plane, find: router(plane.routes) }));

/** Null: the request belongs to Resource Manager. */
export function planeFor(url: URL) {
  const plane = planes.find(({ host }) => host.test(url.hostname));
  if (!plane) return null;
  const unknownHost = () => Object.assign(new Error(`getaddrinfo ENOTFOUND ${url.hostname}`), { code: 'ENOTFOUND' });
  return {
    /** The route, or the refusal. Throws as a name that does not resolve would. */
    open(gate: Gate): Found | Answer {
      if (!plane.exists(gate.store, url.hostname)) throw unknownHost();
      const refused = plane.admit(gate);
      if (refused) return refused;
      const found = plane.find(gate.method, plane.path ? plane.path(url.pathname) : url.pathname);
      return found === null || found === 'wrong-method' ? plane.noRoute() : found;
    },
  };
}
