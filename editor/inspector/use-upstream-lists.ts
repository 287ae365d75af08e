// The lists that earlier steps give, as ready expressions: what a loop, a filter or a table most often takes.
import { useMemo } from 'react';
import type { JsonObject } from '../../nodes/kit/json.ts';
import { useNodeData } from './node-data-context.ts';

export interface UpstreamList {
  readonly expression: string;
  readonly title: string;
  /** How many there were in the run, or the name of the property. */
  readonly says: string;
}

export function useUpstreamLists(nodeId: string | null): readonly UpstreamList[] {
  const data = useNodeData();
  return useMemo(() => {
    if (nodeId === null) return [];
    return data
      .context(false)
      .steps.flatMap(({ id, title, schema, sample }): UpstreamList[] => {
        const properties = ((schema as JsonObject | undefined)?.properties ?? {}) as { readonly [name: string]: JsonObject };
        const declared = Object.entries(properties).filter(([, property]) => property.type === 'array' || property.handling === 'list');
        const real =
          typeof sample === 'object' && sample !== null ? Object.entries(sample).filter(([, value]) => Array.isArray(value)) : [];
        const names = [...new Set([...declared, ...real].map(([name]) => name))];
        return names.map((name) => {
          const items = (sample as { readonly [name: string]: unknown } | undefined)?.[name];
          const count = data.results.get(id)?.partial?.count ?? (Array.isArray(items) ? items.length : null);
          return { expression: `{{ steps.${id}.${name} }}`, title: title ?? id, says: count === null ? name : `${name} · ${count}` };
        });
      })
      .slice(0, 6);
  }, [data, nodeId]);
}
