// What expressions of a node can see, twice: as names with schemas and samples (completion, the data tree) and as the values of
// the shown or newest run (preview). The values are evaluated by the same code as on the server; nothing is guessed.
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type CompletionContext, compileValue, type NamedSource, type Scope } from '../../nodes/kit/expression/expression.ts';
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Graph } from '../../nodes/kit/graph.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { Run } from '../../nodes/kit/records.ts';
import { stepKey } from '../../nodes/kit/step-key.ts';
import { call, keys, type NodeTypes, useNodeTypes } from '../api.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { useGraph } from './flow-graph.ts';
import { formValue, useFormResults } from './node-forms.ts';
import { type RunSource, type StepResult, useRunSource, useStepResults } from './step-results.ts';

export interface NodeData {
  readonly run: Run | null;
  readonly loading: boolean;
  /** Steps whose list was read in part only. */
  readonly results: ReadonlyMap<string, StepResult>;
  /** `own`: the field is evaluated once per item of the node itself (filter, collect). */
  readonly context: (own: boolean) => CompletionContext;
  readonly scope: (own: boolean) => Scope;
}

interface Known {
  readonly flow: Flow;
  readonly graph: Graph;
  readonly types: NodeTypes;
  readonly source: RunSource | null;
  readonly results: ReadonlyMap<string, StepResult>;
  readonly memory: JsonObject;
  /** Results whose shape follows from a param of the node. */
  readonly forms: ReadonlyMap<string, JsonObject>;
  readonly loopIndex: Readonly<Record<string, number>>;
}

export function useNodeDataOf(nodeId: string): NodeData {
  const flow = useDocument((state) => state.flow);
  const flowId = useDocument((state) => state.flowId);
  const types = useNodeTypes();
  const loopIndex = useSession((state) => state.loopIndex);
  const graph = useGraph();
  const source = useRunSource(useIterations(graph, types, loopIndex, nodeId));
  const wanted = useMemo(
    () => [...visibleSteps(graph, nodeId), nodeId].map((id) => ({ nodeId: id, path: iterationPath(graph, types, loopIndex, id) })),
    [graph, types, loopIndex, nodeId],
  );
  const { results, loading } = useStepResults(source, wanted);
  const memory = useMemoryValues(flowId);
  const shaped = useMemo(
    () =>
      wanted.flatMap(({ nodeId: id }) => {
        const node = graph.nodes.get(id);
        const type = node && types.of(node.type, node.version);
        const value = node ? formValue(node, type) : null;
        return type && value !== null ? [{ id, type, value }] : [];
      }),
    [wanted, graph, types],
  );
  const forms = useFormResults(shaped);
  return useMemo(() => {
    const known: Known = { flow, graph, types, source, results, memory, forms, loopIndex };
    return {
      run: source?.run ?? null,
      loading,
      results,
      context: (own) => contextAt(known, nodeId, own),
      scope: (own) => scopeAt(known, nodeId, own),
    };
  }, [flow, graph, types, source, results, memory, forms, loopIndex, loading, nodeId]);
}

/** The lists that these outermost loops went through in the shown run, as far as they are known here. */
export function useLoopItems(loopIds: readonly string[]): ReadonlyMap<string, readonly unknown[]> {
  const flow = useDocument((state) => state.flow);
  const types = useNodeTypes();
  const source = useRunSource();
  const graph = useGraph();
  const wanted = useMemo(
    () => [...new Set(loopIds.flatMap((id) => visibleSteps(graph, id)))].map((nodeId) => ({ nodeId, path: [] })),
    [graph, loopIds],
  );
  const { results } = useStepResults(source, wanted);
  return useMemo(() => {
    const known: Known = { flow, graph, types, source, results, memory: {}, forms: new Map(), loopIndex: {} };
    const lists = loopIds.map((id) => [id, evaluateItems(known, id)] as const);
    return new Map(lists.flatMap(([id, list]) => (Array.isArray(list) ? [[id, list as readonly unknown[]] as const] : [])));
  }, [flow, graph, types, source, results, loopIds]);
}

function useMemoryValues(flowId: string | null): JsonObject {
  const { data } = useQuery({
    queryKey: keys.memory(flowId ?? ''),
    queryFn: async () => (await call('getMemory', { params: { id: flowId ?? '' } })).items,
    enabled: flowId !== null,
    staleTime: 30_000,
    retry: false,
  });
  return useMemo(() => Object.fromEntries((data ?? []).map(({ name, value }) => [name, value as Json])), [data]);
}

/** Nodes that an expression may name, nearest first: what comes before it, and for a container's own fields what is inside it. */
const visibleSteps = (graph: Graph, nodeId: string): readonly string[] => {
  const upstream = graph.upstream(nodeId);
  return [...graph.order.filter((id) => upstream.has(id)).reverse(), ...graph.children(nodeId).map(({ id }) => id)];
};

const isLoop = (graph: Graph, types: NodeTypes, id: string): boolean => {
  const type = graph.nodes.get(id);
  const container = type ? types.of(type.type, type.version)?.container : null;
  return container === 'for-each' || container === 'repeat-until';
};

/** Which iteration of each loop around a node the canvas shows, outermost first. */
export function iterationPath(graph: Graph, types: NodeTypes, loopIndex: Known['loopIndex'], nodeId: string): readonly number[] {
  return graph
    .around(nodeId)
    .filter((id) => isLoop(graph, types, id))
    .reverse()
    .map((id) => loopIndex[id] ?? 0);
}

/** Names of the iterations around a node that the canvas shows, and the shown one of the node itself: `eachVault[2]`, `eachItem[2][0]`. */
export function useIterations(graph: Graph, types: NodeTypes, loopIndex: Known['loopIndex'], nodeId: string): readonly string[] {
  const text = useMemo(() => {
    const loops = [nodeId, ...graph.around(nodeId)].filter((id) => isLoop(graph, types, id)).reverse();
    return loops.map((id) => `${stepKey(id, iterationPath(graph, types, loopIndex, id))}[${loopIndex[id] ?? 0}]`).join();
  }, [graph, types, loopIndex, nodeId]);
  return useMemo(() => (text === '' ? [] : text.split(',')), [text]);
}

const pathOf = ({ graph, types, loopIndex }: Known, nodeId: string) => iterationPath(graph, types, loopIndex, nodeId);

const sample = (value: unknown) => (value === undefined ? {} : { sample: value });

function contextAt(known: Known, nodeId: string, own: boolean): CompletionContext {
  const { flow, graph, types, source, results, memory, forms } = known;
  const inside = new Set(graph.children(nodeId).map(({ id }) => id));
  const steps = visibleSteps(graph, nodeId)
    .filter((id) => own || !inside.has(id))
    .flatMap((id): NamedSource[] => {
      const node = graph.nodes.get(id);
      if (!node) return [];
      const type = types.of(node.type, node.version);
      return [
        {
          id,
          title: node.title ?? type?.title ?? id,
          ...sample(results.get(id)?.value),
          ...(type ? { schema: forms.get(id) ?? type.result } : {}),
        },
      ];
    });
  const loops = loopsAt(known, nodeId, own).map(({ id, item }) => ({
    id,
    title: graph.nodes.get(id)?.title ?? id,
    ...sample(item),
    ...itemSchema(known, id),
  }));
  const innermost = loops[0];
  const names = Object.fromEntries(flow.inputs.map((input) => [input.name, { ...input.schema, title: input.title ?? input.name }]));
  return {
    steps,
    inputs: { sample: inputsOf(flow, source?.run ?? null), schema: { type: 'object', properties: names } },
    ...(source ? { trigger: { sample: source.run.trigger }, run: { sample: runName(source.run) } } : {}),
    memory: { sample: memory },
    ...(innermost ? { item: { ...sample(innermost.sample), ...('schema' in innermost ? { schema: innermost.schema } : {}) } } : {}),
    loops,
  };
}

/** The schema of an item, when the loop's list is a plain reference to a result: `{{ steps.listItems.items }}`. */
function itemSchema({ graph, types }: Known, loopId: string): { readonly schema?: unknown } {
  const list = graph.nodes.get(loopId)?.params.items;
  const match = typeof list === 'string' ? /^\s*\{\{\s*steps\.(\w+)\.(\w+)\s*\}\}\s*$/.exec(list) : null;
  const node = match ? graph.nodes.get(match[1] as string) : undefined;
  const result = node ? types.of(node.type, node.version)?.result : undefined;
  const property = (result?.properties as { readonly [name: string]: JsonObject } | undefined)?.[match?.[2] ?? ''];
  return property?.items ? { schema: property.items } : {};
}

interface LoopAt {
  readonly id: string;
  readonly item: unknown;
  readonly index: number;
}

/** Loops around a node, innermost first; with `own` the node itself counts as one. */
function loopsAt(known: Known, nodeId: string, own: boolean): readonly LoopAt[] {
  const { graph, types, loopIndex } = known;
  const around = graph.around(nodeId).filter((id) => isLoop(graph, types, id));
  const at = (id: string): LoopAt => {
    const index = loopIndex[id] ?? 0;
    const list = evaluateItems(known, id);
    return { id, index, item: Array.isArray(list) ? list[index] : undefined };
  };
  return [...(own ? [at(nodeId)] : []), ...around.map(at)];
}

function evaluateItems(known: Known, loopId: string): unknown {
  const compiled = compileValue(known.graph.nodes.get(loopId)?.params.items);
  if (!('compiled' in compiled)) return undefined;
  const result = compiled.compiled.evaluate(scopeAt(known, loopId, false));
  return result.ok ? result.value : undefined;
}

function scopeAt(known: Known, nodeId: string, own: boolean): Scope {
  const { flow, source, results, memory } = known;
  const loops = loopsAt(known, nodeId, own);
  const innermost = loops[0];
  const step = (id: string) => source?.step(stepKey(id, pathOf(known, id))) ?? null;
  return {
    inputs: inputsOf(flow, source?.run ?? null),
    trigger: source?.run.trigger ?? null,
    run: source ? runName(source.run) : null,
    memory,
    ...(innermost ? { item: innermost.item ?? null, index: innermost.index } : {}),
    loop: (id) => loops.find((loop) => loop.id === id),
    step: (id) => results.get(id)?.value ?? null,
    error: (id) => step(id)?.error ?? null,
    status: (id) => step(id)?.status ?? null,
    now: Date.parse(source?.run.startedAt ?? '') || Date.now(),
    seed: source?.run.id ?? 'preview',
  };
}

/** Inputs of the run; without one their defaults. */
const inputsOf = (flow: Flow, run: Run | null): JsonObject =>
  run
    ? (run.inputs as JsonObject)
    : Object.fromEntries(flow.inputs.flatMap(({ name, default: usual }) => (usual === undefined ? [] : [[name, usual]])));

const runName = (run: Run) => ({
  id: run.id,
  flowId: run.flowId,
  flowName: run.flowName,
  world: run.world,
  startedAt: run.startedAt ?? run.createdAt,
});
