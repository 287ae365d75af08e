// What a MARS operation and its ways to a machine tell each other. A way starts the script and says where to look; a look says what
// the script wrote once it is over. A call's secrets are handles: they are opened when the request leaves, and never kept.
import type { SecretHandle } from '../../kit/secret-handle.ts';
import type { MarsOperation, SecretName } from '../scripts/script.ts';

type Way = 'azureVm' | 'arc' | 'automation' | 'ssh';

export interface Where {
  readonly where: Way;
  readonly machine?: string | undefined;
  readonly automationAccount?: string | undefined;
  readonly workerGroup?: string | undefined;
  readonly outputContainer?: string | undefined;
}

export interface MarsCall {
  readonly operation: MarsOperation;
  /** Base64 of the request's JSON, with the room that the way has for an answer. */
  request(room: number): string;
  readonly secrets: { readonly [name in SecretName]?: SecretHandle };
  /** Names of encrypted Automation variables, for the way on which parameters can be read by others. */
  readonly variables: { readonly [name in SecretName]?: string };
  /** The step's key: names what is made in Azure, so that it is found again. */
  readonly key: string;
  readonly limitSeconds: number;
}

/** Where to look for the answer: plain JSON that waits with the step. */
export type Place =
  | { readonly way: 'runCommand'; readonly id: string; readonly apiVersion: string; readonly blob: string | null }
  | { readonly way: 'automation'; readonly job: string };

export interface Parked {
  readonly place: Place;
  /** What people call the machine. */
  readonly name: string;
  readonly waitedMs: number;
  readonly pauseMs: number;
  readonly limitMs: number;
}

export type Look =
  | { readonly over: false; readonly says: string; readonly pauseSeconds: number | null }
  | { readonly over: true; readonly output: string; readonly complaint: string };
