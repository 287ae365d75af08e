// What is missing in the parts of a step whose shape follows from a choice: the path of an operation, its query. The shape comes from
// the server and is kept; the list of problems in the kit knows nothing of it.
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';
import { type NodeTypes, queryClient } from '../api.ts';
import { formQuery, formValue, type NodeForm } from '../inspector/node-forms.ts';

export async function formProblems(flow: Flow, types: NodeTypes): Promise<readonly ProblemItem[]> {
  const asked = flow.nodes.flatMap((node, index) => {
    const type = types.of(node.type, node.version);
    const value = type ? formValue(node, type) : null;
    return value === null || node.settings?.disabled === true ? [] : [{ node, index, type: node.type, value }];
  });
  const found = await Promise.all(
    asked.map(async ({ node, index, type, value }) => {
      // Without its shape nothing can be said; the step says it when it runs.
      const form = await queryClient.fetchQuery(formQuery(type, value)).catch(() => null);
      return form ? missingIn(form, node.params).map((missing) => problem(missing, node.id, index)) : [];
    }),
  );
  return found.flat();
}

interface Missing {
  readonly path: readonly string[];
  readonly title: string;
}

/** Only what is asked for by name, one level deep: what an object holds that is not there is its own business. */
export function missingIn(form: Pick<NodeForm, 'params'>, params: { readonly [name: string]: Json }): readonly Missing[] {
  const parts = (form.params.properties ?? {}) as { readonly [name: string]: JsonObject };
  return Object.entries(parts).flatMap(([part, schema]) => {
    const value = params[part];
    // An expression gives the whole of it when the step runs; a body that nobody began may be one that is not needed.
    if (typeof value === 'string' || (value === undefined && part !== 'path')) return [];
    const given = (value ?? {}) as JsonObject;
    const fields = (schema.properties ?? {}) as { readonly [name: string]: { readonly title?: string; readonly default?: Json } };
    return ((schema.required ?? []) as readonly string[])
      .filter((name) => fields[name]?.default === undefined && (given[name] === undefined || given[name] === null || given[name] === ''))
      .map((name) => ({ path: [part, name], title: fields[name]?.title ?? name }));
  });
}

const problem = ({ path, title }: Missing, nodeId: string, index: number): ProblemItem => ({
  code: 'param_missing',
  path: `/nodes/${index}/params/${path.join('/')}`,
  message: `“${title}” is missing.`,
  severity: 'error',
  nodeId,
});
