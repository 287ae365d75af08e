// Starting a run of the draft: what to ask, what was given last time, and the call itself. Secret inputs are never remembered.
import { destroying } from '../../nodes/kit/destroy.ts';
import type { Flow, FlowInput, FlowNode } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';
import type { Accepted } from '../../nodes/kit/wire/runs.ts';
import { type Answer, call, type NodeTypes, queryClient } from '../api.ts';

type Binding = Pick<Answer<'getBindings'>['items'][number], 'kind' | 'practice'>;
type Values = { readonly [name: string]: Json };

/** The form of a flow's inputs as a JSON Schema. */
export const inputSchema = (inputs: readonly FlowInput[]): JsonObject => ({
  type: 'object',
  required: inputs.filter(({ required }) => required === true).map(({ name }) => name),
  properties: Object.fromEntries(
    inputs.map((input): [string, JsonObject] => {
      const schema = input.schema as JsonObject;
      return [
        input.name,
        {
          ...schema,
          title: input.title ?? input.name,
          ...(input.description ? { description: input.description } : {}),
          ...(input.default === undefined ? {} : { default: input.default as Json }),
          ...(input.secret ? { ui: { widget: 'secret', secret: true, ...(isLong(schema) ? { lines: 5 } : {}) } } : {}),
        },
      ];
    }),
  ),
});

const isLong = ({ ui }: JsonObject): boolean => (ui as { readonly widget?: string } | undefined)?.widget === 'multiline';

const storageKey = (flowId: string) => `vaultflow.inputs.${flowId}`;

/** What to begin the form with: the last inputs as far as the flow still asks for them, then the defaults. */
export function firstValues(flowId: string, inputs: readonly FlowInput[]): Values {
  let last: Values = {};
  try {
    last = (JSON.parse(localStorage.getItem(storageKey(flowId)) ?? '{}') ?? {}) as Values;
  } catch {
    // Nothing readable is stored: the defaults are enough.
  }
  return Object.fromEntries(
    inputs.flatMap(({ name, default: usual, secret }): [string, Json][] => {
      const value = secret ? undefined : (last[name] ?? (usual as Json | undefined));
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

export function rememberValues(flowId: string, inputs: readonly FlowInput[], values: Values): void {
  const secret = new Set(inputs.filter((input) => input.secret).map(({ name }) => name));
  try {
    localStorage.setItem(
      storageKey(flowId),
      JSON.stringify(Object.fromEntries(Object.entries(values).filter(([name]) => !secret.has(name)))),
    );
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

/** Required inputs without a value. */
export const missingInputs = (inputs: readonly FlowInput[], values: Values): readonly FlowInput[] =>
  inputs.filter(({ name, required }) => required === true && (values[name] === undefined || values[name] === '' || values[name] === null));

export async function startDraft(flowId: string, inputs: Values): Promise<Accepted> {
  const accepted = await call('startRun', { params: { id: flowId }, body: { version: 'draft', inputs: inputs as never } });
  void queryClient.invalidateQueries({ queryKey: ['runs'] });
  return accepted;
}

export interface Effects {
  readonly writes: readonly string[];
  readonly destroys: readonly string[];
  /** What they do is decided by their settings, as the method of an HTTP request. */
  readonly varies: readonly string[];
}

/** Titles of the steps that may change or delete something. */
export function effectsOf(flow: Flow, types: NodeTypes): Effects {
  const of = (wanted: (type: NodeTypeJson, node: FlowNode) => boolean) =>
    flow.nodes.flatMap((node) => {
      const type = node.settings?.disabled === true ? null : types.of(node.type, node.version);
      return type && wanted(type, node) ? [node.title ?? type.title] : [];
    });
  return {
    writes: of(({ effect, effectByParam }) => effect === 'write' && !effectByParam),
    destroys: of((type, node) => destroying(type, node.params) === 'yes'),
    varies: of(
      (type, node) =>
        type.effectByParam && (type.effect === 'write' || type.effect === 'destroy') && destroying(type, node.params) !== 'yes',
    ),
  };
}

/** Why a flow cannot run, each with the title of the step that it is about. Problems of inputs stand beside their fields instead. */
export const refusals = (problems: readonly ProblemItem[], flow: Flow, types: NodeTypes): readonly string[] =>
  problems
    .filter(({ path }) => !path.startsWith('/inputs'))
    .map(({ nodeId, message }) => {
      const node = flow.nodes.find(({ id }) => id === nodeId);
      return node ? `${node.title ?? types.of(node.type, node.version)?.title ?? node.id}: ${message}` : message;
    });

type World = 'practice' | 'real';

/** Practice when every Azure slot leads into the practice subscription; without any, messages and calls would really go out. */
export function worldOf(bindings: readonly Binding[]): World {
  const azure = bindings.filter(({ kind }) => kind === 'azure');
  return azure.length > 0 && azure.every(({ practice }) => practice) ? 'practice' : 'real';
}

/** Where a run acts as the dialog draws it: `none` when it uses no Azure connection and changes nothing anywhere. */
export function actsIn(bindings: readonly Binding[], { writes, destroys, varies }: Effects): World | 'none' {
  const untouched = writes.length + destroys.length + varies.length === 0;
  return untouched && bindings.every(({ kind }) => kind !== 'azure') ? 'none' : worldOf(bindings);
}

/** Nothing to ask and nothing real to change: such a flow starts with the button, without a question. */
export function startsAtOnce(flow: Flow, bindings: readonly Binding[], types: NodeTypes): boolean {
  if (flow.inputs.length > 0) return false;
  const { writes, destroys, varies } = effectsOf(flow, types);
  return worldOf(bindings) === 'practice' || writes.length + destroys.length + varies.length === 0;
}
