// A stored flow as the API tells it: with its trigger in words and its last runs. Reads only.
import { parseFlow } from '../../nodes/kit/flow.ts';
import type { JsonObject } from '../../nodes/kit/json.ts';
import type { FlowResource, FlowSummary } from '../../nodes/kit/wire/flows.ts';
import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';
import type { RunLine } from '../journal/contract.ts';
import type { ProjectActor } from '../security/actor.ts';
import type { StoredFlow } from '../store/flows.ts';
import { iso } from '../store/iso.ts';
import type { ListedFlow } from '../store/library.ts';
import { notFound } from '../store/refusal.ts';
import type { AppDeps } from './deps.ts';

type Deps = Pick<AppDeps, 'journal' | 'firstTriggers' | 'nodeTypes' | 'stores'>;

const LAST_RUNS = 14;

const shortRun = ({ id, number, status, failures, at, startedAt, endedAt }: RunLine): FlowSummary['lastRuns'][number] => ({
  id,
  number,
  status,
  failures,
  at: iso(at),
  seconds: startedAt !== null && endedAt !== null ? (endedAt - startedAt) / 1_000 : null,
});

/** These flows, in this order. However many they are, each part is asked for once. */
export async function flowSummaries(deps: Deps, actor: ProjectActor, flows: readonly ListedFlow[]): Promise<FlowSummary[]> {
  const flowIds = flows.map(({ id }) => id);
  const [triggers, lines] = await Promise.all([
    deps.firstTriggers.of(actor, flows),
    deps.journal.lastRuns({ projectId: actor.projectId, flowIds, each: LAST_RUNS }),
  ]);
  const runs = Map.groupBy(lines, ({ flowId }) => flowId);
  return flows.map((flow) => ({
    id: flow.id,
    name: flow.name,
    description: flow.description,
    enabled: flow.enabled,
    publishedVersion: flow.publishedVersion,
    changed: flow.publishedHash !== null && flow.publishedHash !== flow.etag,
    etag: flow.etag,
    createdAt: iso(flow.createdAt),
    updatedAt: iso(flow.updatedAt),
    updatedBy: flow.updatedBy,
    folder: flow.folder,
    tags: [...flow.tags],
    favourite: flow.favourite,
    archivedAt: flow.archivedAt === null ? null : iso(flow.archivedAt),
    trigger: triggers.get(flow.id) ?? null,
    lastRuns: (runs.get(flow.id) ?? []).map(shortRun).reverse(),
  }));
}

/** What is wrong with a document as it stands; one that cannot even be read has problems too, and is no reason to fail. */
export function documentProblems({ nodeTypes }: Pick<Deps, 'nodeTypes'>, document: unknown): ProblemItem[] {
  const parsed = parseFlow(document);
  if ('flow' in parsed) return [...nodeTypes.problems(parsed.flow)];
  return parsed.problems.map((problem) => ({
    code: parsed.code,
    path: problem.path,
    message: problem.message,
    severity: 'error' as const,
  }));
}

export async function flowResource(deps: Deps, actor: ProjectActor, flow: StoredFlow): Promise<FlowResource> {
  // As it was read: whoever gets it has today's format, every part in its place.
  const [listed] = await deps.stores.library.listed(actor, [flow.id]);
  // What the caller has saved, whoever has saved since.
  const [summary] = listed ? await flowSummaries(deps, actor, [{ ...listed, ...flow }]) : [];
  if (!summary) throw notFound('flow', flow.id);
  const draft = deps.stores.flows.draft(flow);
  const document = draft ?? (JSON.parse(flow.text) as JsonObject);
  return {
    ...summary,
    document: document as unknown as FlowResource['document'],
    problems: draft ? [...deps.nodeTypes.problems(draft)] : documentProblems(deps, document),
  };
}
