import type { Loaded } from '../journal/contract.ts';
import type { CompiledFlow } from './compile.ts';
import type { Origin } from './origin.ts';
import type { Host } from './session.ts';

export async function takeOver(
  _host: Host,
  _flow: CompiledFlow,
  _loaded: Loaded,
  _origin: Exclude<Origin, { readonly kind: 'event' }>,
): Promise<void> {
  // follows
}
