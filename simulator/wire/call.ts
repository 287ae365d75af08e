// One request on its way through the simulator, and the world it acts on. Handlers get a Call and return an Answer; they see
// no Request, no socket and no clock of their own.

import type { Store } from '../state/database.ts';
import type { Json } from '../state/model.ts';
import type { Answer } from './answer.ts';

export interface World {
  store: Store;
  /** Simulated now, in milliseconds since 1970. */
  now: () => number;
  /** Simulated seconds of work that pass per second. */
  timeScale: number;
  pageSize: number;
  quirks: boolean;
  newId: () => string;
  /** A recovery point id, a data id: decimal, unique. */
  newNumber: () => string;
}

export interface Call extends World {
  method: string;
  /** Decoded path parameters by name. */
  params: Record<string, string>;
  /** Decoded query, names in lower case. */
  query: Record<string, string>;
  path: string;
  body: unknown;
  /** The body as it came: bytes of a blob. */
  content: Uint8Array<ArrayBuffer>;
  headers: Headers;
  /** Data planes have one host per vault or account. */
  host: string;
  /** Where links point to: https://management.azure.com, or where the client reached us. */
  origin: string;
  apiVersion: string;
  at: number;
  /** x-ms-client-request-id of the request, or a new id: it becomes the activityId of a job. */
  activityId: string;
}

export type Handler = (call: Call) => Answer;

export const param = (call: Call, name: string) => call.params[name] ?? '';

/** Real milliseconds that `seconds` of simulated work take. */
export const workMs = (world: Pick<World, 'timeScale'>, seconds: number) => (seconds * 1000) / world.timeScale;

/** An absolute link to a path of ours. */
export const link = (call: Call, path: string, query: Record<string, string> = {}) => {
  const words = Object.entries({ 'api-version': call.apiVersion, ...query }).map(([k, v]) => `${k}=${encodeURIComponent(v)}`);
  return `${call.origin}${path}?${words.join('&')}`;
};

export const asJson = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
