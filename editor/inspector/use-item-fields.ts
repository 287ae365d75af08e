// Names of the fields that the items of a node's list have: offered while a condition or a column is written.
import { useMemo } from 'react';
import type { JsonObject } from '../../nodes/kit/json.ts';
import { useNodeData } from './node-data-context.ts';

export function useItemFields(nodeId: string | null): readonly string[] {
  const data = useNodeData();
  return useMemo(() => {
    if (nodeId === null) return [];
    const { item } = data.context(true);
    const names = new Set<string>();
    if (typeof item?.sample === 'object' && item.sample !== null) for (const name of Object.keys(item.sample)) names.add(name);
    const { properties } = (item?.schema ?? {}) as { readonly properties?: JsonObject };
    for (const name of Object.keys(properties ?? {})) names.add(name);
    return [...names];
  }, [data, nodeId]);
}
