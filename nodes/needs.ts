// The rights in Azure that each node type needs: what it says itself, and what its examples were seen to ask for. For the test of
// an Azure connection.
import recorded from './azure-actions.json' with { type: 'json' };
import { nodeTypes } from './index.ts';

export interface NodeNeeds {
  readonly type: string;
  readonly title: string;
  /** Actions on resources. */
  readonly actions: readonly string[];
  /** Actions on data: blobs, secrets. */
  readonly dataActions: readonly string[];
}

const data = 'data:';

/** Types that choose among kinds of requests by their params: what they need depends on them. */
const open = new Set(['azure.arm-request', 'azure-backup.operation']);

export function azureNeeds(): readonly NodeNeeds[] {
  const seen: { readonly [type: string]: readonly string[] } = recorded;
  return nodeTypes
    .filter(({ type }) => !open.has(type))
    .map(({ type, title, needs = [] }) => {
      const all = [...needs, ...(seen[type] ?? [])];
      const once = [...new Map(all.map((action) => [action.toLowerCase(), action])).values()];
      return {
        type,
        title,
        actions: once.filter((action) => !action.startsWith(data)),
        dataActions: once.filter((action) => action.startsWith(data)).map((action) => action.slice(data.length)),
      };
    })
    .filter(({ actions, dataActions }) => actions.length + dataActions.length > 0);
}
