// What an attack over HTTP looks like as data: what is sent to which surface, and what must come back. The paths may name
// {flow}, {hook}, {signed} and {form}: a flow, its open and its signed webhook, and its form, of the server that is attacked.

export interface Attack {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Sent with the owner's token; left out: by nobody. */
  readonly owner?: true;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Uint8Array;
  /** Any of these. */
  readonly status: number | readonly number[];
  /** Of the problem. */
  readonly code?: string;
}

export interface Surface {
  readonly surface: string;
  readonly attacks: readonly Attack[];
}

export const json = { 'content-type': 'application/json' } as const;
export const form = { 'content-type': 'application/x-www-form-urlencoded' } as const;
