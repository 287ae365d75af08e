// Arms and disarms: what is published and enabled listens, nothing else does. Also tells which triggers there are, in words,
// with their next planned times and addresses.
import { failureOf } from '../../nodes/kit/errors.ts';
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import { readHook } from '../../nodes/kit/webhook.ts';
import type { TriggerInfo } from '../../nodes/kit/wire/flows.ts';
import type { NodeTypes } from '../node-types.ts';
import type { ProjectActor } from '../security/actor.ts';
import { systemActor } from '../security/actor.ts';
import type { StoredFlow } from '../store/flows.ts';
import { iso } from '../store/iso.ts';
import type { Miss } from '../store/missed-times.ts';
import { refuse } from '../store/refusal.ts';
import type { Stores } from '../store/stores.ts';
import { EVENT_GRID } from './event-grid.ts';
import { FORM } from './forms.ts';
import { HOUR_MS, hookView, LISTEN_MS, wantsStandardSecret } from './hook-control.ts';
import { MONITOR_ALERT } from './monitor-alert.ts';
import { plannedTimes } from './planned-times.ts';
import type { RunEnded } from './run-ended.ts';
import { triggerSays } from './says.ts';
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
  readonly schedules: Pick<Schedules, 'look'>;
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
  const documentOf = async (actor: ProjectActor, flow: StoredFlow): Promise<Flow | null> => {
    if (flow.publishedVersion !== null) return stores.versions.flowOf(actor, flow.id, flow.publishedVersion);
    return stores.flows.draft(flow);
  };

  async function nextTimes(actor: ProjectActor, flow: StoredFlow, node: FlowNode, count: number): Promise<string[]> {
    if (node.type !== SCHEDULE || !flow.enabled || node.settings?.disabled === true) return [];
    const kept = (await stores.schedules.of(actor, flow.id)).find((schedule) => schedule.nodeId === node.id);
    if (!kept || kept.nextAt === null) return [];
    return [kept.nextAt, ...plannedTimes(kept, kept.nextAt, count - 1)].slice(0, count).map(iso);
  }

  const isPublished = async (actor: ProjectActor, flow: StoredFlow, node: FlowNode): Promise<boolean> =>
    flow.publishedVersion === null || ((await documentOf(actor, flow))?.nodes.some(({ id }) => id === node.id) ?? false);

  async function info(actor: ProjectActor, flow: StoredFlow, node: FlowNode): Promise<TriggerInfo> {
    const hook = Object.hasOwn(doors, node.type) ? await stores.hooks.at(actor, flow.id, node.id) : null;
    const trouble = (await stores.schedules.of(actor, flow.id)).find((schedule) => schedule.nodeId === node.id)?.trouble;
    return {
      flowId: flow.id,
      flowName: flow.name,
      nodeId: node.id,
      type: node.type,
      title: node.title ?? nodeTypes.find(node.type, node.version)?.title ?? node.type,
      enabled: flow.enabled && node.settings?.disabled !== true && hook?.disabledAt == null && (await isPublished(actor, flow, node)),
      says: trouble ? `${triggerSays(node)}. The last time started nothing: ${trouble}` : triggerSays(node),
      next: await nextTimes(actor, flow, node, 5),
      missed: node.type === SCHEDULE ? (await stores.missedTimes.of(actor, flow.id, node.id, MISSED_SHOWN)).map(missedView) : [],
      hookUrl: hook ? hookUrl(node.type, hook.id) : null,
      hook:
        node.type === WEBHOOK || keyInAddress(node.type)
          ? hookView(hook, keyInAddress(node.type) ? 'token' : readHook(node.params).auth, now())
          : null,
    };
  }

  /** The triggers that count, and those that stand in the draft only: they do not listen yet. */
  async function nodesOf(actor: ProjectActor, flow: StoredFlow, withDraft: boolean): Promise<FlowNode[]> {
    const document = await documentOf(actor, flow);
    const counting = document ? triggersOf(document) : [];
    const draft = withDraft && flow.publishedVersion !== null ? stores.flows.draft(flow) : null;
    const known = new Set(counting.map((node) => node.id));
    return [...counting, ...(draft ? triggersOf(draft).filter((node) => !known.has(node.id)) : [])];
  }

  /** The trigger as published and as drawn. Refuses one without an address of its own. */
  async function hooksAt(actor: ProjectActor, flowId: string, nodeId: string, types?: readonly string[]): Promise<readonly FlowNode[]> {
    const flow = await stores.flows.get(actor, flowId);
    const found = [await documentOf(actor, flow), stores.flows.draft(flow)]
      .flatMap((document) => document?.nodes ?? [])
      .filter(({ id, type }) => id === nodeId && (types ? types.includes(type) : type === WEBHOOK || keyInAddress(type)));
    if (found.length === 0) throw refuse('conflict', `“${nodeId}” is no trigger with a secret in this flow.`);
    return found;
  }

  async function infoAt(actor: ProjectActor, flowId: string, nodeId: string): Promise<TriggerInfo> {
    const flow = await stores.flows.get(actor, flowId);
    const node = (await nodesOf(actor, flow, true)).find(({ id }) => id === nodeId);
    if (!node) throw refuse('conflict', `“${nodeId}” is no trigger of this flow.`);
    return info(actor, flow, node);
  }

  async function armOne(actor: ProjectActor, flow: StoredFlow): Promise<void> {
    const document = flow.publishedVersion === null ? null : await stores.versions.flowOf(actor, flow.id, flow.publishedVersion);
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
      await schedules.look();
    },

    /** One flow that cannot be read keeps no other from listening. */
    async boot(): Promise<void> {
      for (const flow of await stores.flows.armed())
        await armOne(systemActor(flow.projectId), flow).catch((error: unknown) => trouble(flow.id, failureOf(error, 'internal').message));
      // Also when no flow is armed: an error flow counts for every published one.
      await runEnded.look();
      await schedules.look();
    },

    /** Triggers of published flows; with `flow`, of that one's draft too. */
    async list(actor: ProjectActor, flowId?: string): Promise<TriggerInfo[]> {
      const flows =
        flowId === undefined ? (await stores.flows.list(actor, { limit: 1_000 })).items : [await stores.flows.get(actor, flowId)];
      const found: TriggerInfo[] = [];
      for (const flow of flows.filter(({ publishedVersion }) => flowId !== undefined || publishedVersion !== null))
        for (const node of await nodesOf(actor, flow, flowId !== undefined)) found.push(await info(actor, flow, node));
      return found;
    },

    /** `keepOldHours`: how long callers with the old secret are let in too. */
    async renewSecret(actor: ProjectActor, flowId: string, nodeId: string, keepOldHours = 0) {
      const nodes = await hooksAt(actor, flowId, nodeId);
      const type = nodes[0]?.type ?? '';
      const standard = type === WEBHOOK && wantsStandardSecret(nodes);
      const { hook, secret } = await stores.hooks.renewSecret(actor, flowId, nodeId, {
        oldUntil: now() + keepOldHours * HOUR_MS,
        standard,
      });
      const url = hookUrl(type, hook.id);
      return { secret, hookUrl: keyInAddress(type) ? `${url}?code=${secret}` : url };
    },

    async setHookEnabled(actor: ProjectActor, flowId: string, nodeId: string, enabled: boolean): Promise<TriggerInfo> {
      await hooksAt(actor, flowId, nodeId, [WEBHOOK]);
      await stores.hooks.setDisabled(actor, flowId, nodeId, enabled ? null : now());
      return infoAt(actor, flowId, nodeId);
    },

    /** `start`: what is caught starts a run too; null: listen no longer. */
    async listen(actor: ProjectActor, flowId: string, nodeId: string, start: boolean | null): Promise<TriggerInfo> {
      await hooksAt(actor, flowId, nodeId, [WEBHOOK]);
      await stores.hooks.listen(actor, flowId, nodeId, start === null ? null : now() + LISTEN_MS, start === true);
      return infoAt(actor, flowId, nodeId);
    },
  };
}

export type Triggers = ReturnType<typeof createTriggers>;
