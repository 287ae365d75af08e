// The ways out of a node. Most types name them; some (`switch`) have one for each entry of a list param.
import type { Json } from './json.ts';
import type { NodeTypeJson } from './node-type-json.ts';

/** A node's own ports, in order, each once. Ports that follow a list param are read from the params as they stand. */
export function ownPorts(type: Pick<NodeTypeJson, 'ports'>, params: { readonly [name: string]: unknown }): readonly string[] {
  if (!('param' in type.ports)) return type.ports;
  const { param, key, plus } = type.ports;
  const entries = params[param];
  const named = Array.isArray(entries)
    ? (entries as readonly Json[]).flatMap((entry) => {
        const name = typeof entry === 'object' && entry !== null ? (entry as { readonly [key: string]: Json })[key] : undefined;
        return typeof name === 'string' && name !== '' ? [name] : [];
      })
    : [];
  return [...new Set([...named, ...plus])];
}
