// Arms and disarms: what is published and enabled listens, nothing else does. Also tells which triggers there are, in words,
// with their next planned times and addresses.
import { failureOf } from '../../nodes/kit/errors.ts';
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import type { TriggerInfo } from '../../nodes/kit/wire/flows.ts';
import type { NodeTypes } from '../node-types.ts';
import type { ProjectActor } from '../security/actor.ts';
import { systemActor } from '../security/actor.ts';
import type { StoredFlow } from '../store/flows.ts';
import type { Miss } from '../store/missed-times.ts';
import { refuse } from '../store/refusal.ts';
import { iso } from '../store/statements.ts';
import type { Stores } from '../store/stores.ts';
import { EVENT_GRID } from './event-grid.ts';
import { FORM } from './forms.ts';
import { MONITOR_ALERT } from './monitor-alert.ts';
import { plannedTimes } from './planned-times.ts';
import type { RunEnded } from './run-ended.ts';
import { hookAuth, triggerSays } from './says.ts';
import { SCHEDULE, type Schedules, wantedSchedules } from './schedules.ts';

export const WEBHOOK = 'core.webhook';

/** Triggers that are reached at an address of their own, and where: `/forms/<id>`. */
const doors: { readonly [type: string]: string } = {
  [WEBHOOK]: 'hooks',
  [FORM]: 'forms',
  [EVENT_GRID]: 'events',
  [MONITOR_ALERT]: 'events',
};

/** Their key stands in the address. */
const keyInAddress = (type: string): boolean => doors[type] === 'events';

const MISSED_SHOWN = 20;

const missedView = ({ plannedAt, lastAt, count, more, reason, says, runId }: Miss): TriggerInfo['missed'][number] => ({
  plannedAt: iso(plannedAt),
  lastAt: iso(lastAt),
  count,
  more,
  reason,
  says,
  runId,
});

export interface TriggerDeps {
  readonly stores: Stores;
  readonly nodeTypes: NodeTypes;
  readonly schedules: Schedules;
  readonly runEnded: Pick<RunEnded, 'look'>;
  readonly now: () => number;
  /** Where webhooks are reached: `http://127.0.0.1:4680`. */
  readonly publicUrl: () => string;
  /** Told of flows that cannot be armed. */
  readonly trouble: (flowId: string, message: string) => void;
}

export function createTriggers({ stores, nodeTypes, schedules, runEnded, now, publicUrl, trouble }: TriggerDeps) {
  const isTrigger = (node: FlowNode) => nodeTypes.find(node.type, node.version)?.kind === 'trigger';
  const triggersOf = (flow: Flow) => flow.nodes.filter(isTrigger);
  const hookUrl = (type: string, id: string) => `${publicUrl()}/${doors[type]}/${id}`;

  /** The document whose triggers count: the published one, else the draft. */
  const documentOf = (actor: ProjectActor, flow: StoredFlow): Flow | null => {
    if (flow.publishedVersion !== null) return stores.versions.flowOf(actor, flow.id, flow.publishedVersion);
    return stores.flows.draft(flow);
  };

  function nextTimes(actor: ProjectActor, flow: StoredFlow, node: FlowNode, count: number): string[] {
    if (node.type !== SCHEDULE || !flow.enabled || node.settings?.disabled === true) return [];
    const kept = stores.schedules.of(actor, flow.id).find((schedule) => schedule.nodeId === node.id);
    if (!kept || kept.nextAt === null) return [];
    return [kept.nextAt, ...plannedTimes(kept, kept.nextAt, count - 1)].slice(0, count).map(iso);
  }

  function info(actor: ProjectActor, flow: StoredFlow, node: FlowNode): TriggerInfo {
    const hook = Object.hasOwn(doors, node.type) ? stores.hooks.at(actor, flow.id, node.id) : null;
    const trouble = stores.schedules.of(actor, flow.id).find((schedule) => schedule.nodeId === node.id)?.trouble;
    return {
      flowId: flow.id,
      flowName: flow.name,
      nodeId: node.id,
      type: node.type,
      title: node.title ?? nodeTypes.find(node.type, node.version)?.title ?? node.type,
      enabled: flow.enabled && node.settings?.disabled !== true,
      says: trouble ? `${triggerSays(node)}. The last time started nothing: ${trouble}` : triggerSays(node),
      next: nextTimes(actor, flow, node, 5),
      missed: node.type === SCHEDULE ? stores.missedTimes.of(actor, flow.id, node.id, MISSED_SHOWN).map(missedView) : [],
      hookUrl: hook ? hookUrl(node.type, hook.id) : null,
      hook:
        node.type === WEBHOOK || keyInAddress(node.type)
          ? { auth: keyInAddress(node.type) ? 'token' : hookAuth(node.params), secretSet: hook?.hasSecret ?? false }
          : null,
    };
  }

  async function armOne(actor: ProjectActor, flow: StoredFlow): Promise<void> {
    const document = flow.publishedVersion === null ? null : stores.versions.flowOf(actor, flow.id, flow.publishedVersion);
    if (document)
      for (const node of document.nodes) if (Object.hasOwn(doors, node.type)) await stores.hooks.ensure(actor, flow.id, node.id);
    if (document && flow.enabled) await stores.schedules.arm(actor, flow.id, wantedSchedules(document, now()));
    else await stores.schedules.disarm(actor, flow.id);
  }

  return {
    /** Call it after publish, enable and disable. */
    async arm(actor: ProjectActor, flow: StoredFlow): Promise<void> {
      await armOne(actor, flow);
      await runEnded.look();
      schedules.look();
    },

    /** One flow that cannot be read keeps no other from listening. */
    async boot(): Promise<void> {
      for (const flow of stores.flows.armed())
        await armOne(systemActor(flow.projectId), flow).catch((error: unknown) => trouble(flow.id, failureOf(error, 'internal').message));
      // Also when no flow is armed: an error flow counts for every published one.
      await runEnded.look();
      schedules.look();
    },

    /** Triggers of published flows; with `flow`, of that one's draft too. */
    list(actor: ProjectActor, flowId?: string): TriggerInfo[] {
      const flows = flowId === undefined ? stores.flows.list(actor, { limit: 1_000 }).items : [stores.flows.get(actor, flowId)];
      return flows
        .filter((flow) => flowId !== undefined || flow.publishedVersion !== null)
        .flatMap((flow) => {
          const document = documentOf(actor, flow);
          return document ? triggersOf(document).map((node) => info(actor, flow, node)) : [];
        });
    },

    /** The first trigger, for lists of flows. */
    firstOf(actor: ProjectActor, flow: StoredFlow): { readonly type: string; readonly says: string; readonly next: string | null } | null {
      const document = documentOf(actor, flow);
      const triggers = document ? triggersOf(document) : [];
      // What starts the flow by itself tells more than the button that every flow has.
      const first = triggers.find(({ type }) => type !== 'core.manual') ?? triggers[0];
      return first ? { type: first.type, says: triggerSays(first), next: nextTimes(actor, flow, first, 1)[0] ?? null } : null;
    },

    async renewSecret(actor: ProjectActor, flowId: string, nodeId: string) {
      const flow = stores.flows.get(actor, flowId);
      const node = [documentOf(actor, flow), stores.flows.draft(flow)]
        .flatMap((document) => document?.nodes ?? [])
        .find((n) => n.id === nodeId);
      if (node?.type !== WEBHOOK && !keyInAddress(node?.type ?? ''))
        throw refuse('conflict', `“${nodeId}” is no trigger with a secret in this flow.`);
      const { hook, secret } = await stores.hooks.renewSecret(actor, flowId, nodeId);
      const url = hookUrl(node?.type ?? '', hook.id);
      return { secret, hookUrl: keyInAddress(node?.type ?? '') ? `${url}?code=${secret}` : url };
    },
  };
}

export type Triggers = ReturnType<typeof createTriggers>;
