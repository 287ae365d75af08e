// What a route is: everything the server checks, the editor types its calls by, and OpenAPI prints. No behaviour.
import type { z } from 'zod';

export type Role = 'viewer' | 'operator' | 'editor' | 'owner';
export const roleOrder: readonly Role[] = ['viewer', 'operator', 'editor', 'owner'];

/**
 * Who may call a route: anybody (`public`), whoever is signed in (`self`), at least that role in the project, or somebody who looks
 * after the whole installation (`admin`).
 */
export type Access = 'public' | 'self' | Role | 'admin';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'ANY';
  /** Express style: `/api/flows/:id`. */
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  readonly tag: string;
  /** What the path's parameters must be; absent: texts of at most 300 characters. */
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Absent: no body (204), or not JSON: see `produces`. */
  readonly answer?: z.ZodType;
  /** Status of success; default 200, or 204 without `answer`. */
  readonly status?: number;
  readonly produces?: 'application/json' | 'text/event-stream' | 'text/plain' | 'text/html';
  /** What a page's own form sends instead of JSON: handed to the handler as bytes. */
  readonly takes?: 'application/x-www-form-urlencoded';
  /** Largest body in bytes; default 1 MB. */
  readonly bodyLimit?: number;
  /** The handler reads the body itself, once it knows how much it may be. */
  readonly readsBody?: boolean;
  /** Error codes of the table that callers should expect besides the general ones. */
  readonly errors?: readonly string[];
}

export const route = <const R extends Route>(definition: R): R => definition;
