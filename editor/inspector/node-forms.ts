// The shape of params and result that follows from one param of a node: an operation's fields, what it answers. Asked once and kept;
// it never changes while the server runs. An expression in that param leaves the shape open.
import { useQueries } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { JsonObject } from '../../nodes/kit/json.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { call } from '../api.ts';

export interface NodeForm {
  readonly params: JsonObject;
  readonly result: JsonObject;
}

/** What decides the form, when it is a fixed value. */
export function formValue(node: Pick<FlowNode, 'params'>, type: Pick<NodeTypeJson, 'formsBy'> | null | undefined): string | null {
  const value = type?.formsBy ? node.params[type.formsBy] : undefined;
  return typeof value === 'string' && value !== '' && !value.includes('{{') ? value : null;
}

export const formQuery = (type: string, value: string | null) => ({
  queryKey: ['node-form', type, value],
  queryFn: () => call('nodeForm', { params: { type, value: value ?? '' } }) as Promise<NodeForm>,
  enabled: value !== null,
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

interface Wanted {
  readonly id: string;
  readonly type: NodeTypeJson;
  readonly value: string;
}

/** Result schemas of these nodes, by their ids: what the type says, with what the form knows better. */
export function useFormResults(wanted: readonly Wanted[]): ReadonlyMap<string, JsonObject> {
  const forms = useQueries({
    queries: wanted.map(({ type, value }) => formQuery(type.type, value)),
    combine: (answers) => answers.map(({ data }) => data),
  });
  return useMemo(
    () => new Map(wanted.flatMap(({ id, type }, index) => (forms[index] ? [[id, merged(type.result, forms[index].result)] as const] : []))),
    [wanted, forms],
  );
}

const merged = (known: JsonObject, better: JsonObject): JsonObject => ({
  ...known,
  properties: { ...(known.properties as JsonObject), ...(better.properties as JsonObject) },
  $defs: { ...((known.$defs ?? {}) as JsonObject), ...((better.$defs ?? {}) as JsonObject) },
});
