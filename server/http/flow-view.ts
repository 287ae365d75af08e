// A stored flow as the API tells it: with its trigger in words and its last runs. Reads only.
import { parseFlow } from '../../nodes/kit/flow.ts';
import type { JsonObject } from '../../nodes/kit/json.ts';
import type { Run } from '../../nodes/kit/records.ts';
import type { FlowResource, FlowSummary } from '../../nodes/kit/wire/flows.ts';
import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';
import type { ProjectActor } from '../security/actor.ts';
import type { StoredFlow } from '../store/flows.ts';
import { iso } from '../store/iso.ts';
import type { AppDeps } from './deps.ts';

type Deps = Pick<AppDeps, 'journal' | 'triggers' | 'nodeTypes' | 'stores'>;

const LAST_RUNS = 14;

const shortRun = (run: Run): FlowSummary['lastRuns'][number] => ({
  id: run.id,
  number: run.number,
  status: run.status,
  failures: run.failures,
  at: run.createdAt,
  seconds: run.startedAt && run.endedAt ? (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1_000 : null,
});

export async function flowSummary(deps: Deps, actor: ProjectActor, flow: StoredFlow): Promise<FlowSummary> {
  const runs = await deps.journal.runs({ projectId: actor.projectId, flowId: flow.id, limit: LAST_RUNS });
  return {
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
    trigger: await deps.triggers.firstOf(actor, flow),
    lastRuns: runs.items.map(shortRun).reverse(),
  };
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
  const draft = deps.stores.flows.draft(flow);
  const document = draft ?? (JSON.parse(flow.text) as JsonObject);
  return {
    ...(await flowSummary(deps, actor, flow)),
    document: document as unknown as FlowResource['document'],
    problems: draft ? [...deps.nodeTypes.problems(draft)] : documentProblems(deps, document),
  };
}
