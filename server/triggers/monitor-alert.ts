// What an action group of Azure Monitor sends, read: the common alert schema under names that people know. Other schemas are
// refused with a word on which switch to set. Pure; it starts nothing.
import { createHash } from 'node:crypto';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';

export const MONITOR_ALERT = 'azure.monitor-alert';

/** An alert as flows see it. */
export interface Alert {
  readonly alertId: string;
  readonly rule: string;
  readonly description: string;
  readonly state: 'fired' | 'resolved';
  readonly severity: string;
  readonly signal: string;
  readonly service: string;
  /** Id of the first resource it is about, and its short name. */
  readonly resource: string | null;
  readonly resourceName: string | null;
  readonly resources: readonly string[];
  readonly firedAt: string | null;
  readonly resolvedAt: string | null;
  readonly context: Json;
  readonly customProperties: Json;
}

const objectOf = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const texts = (value: Json | undefined): readonly string[] => (Array.isArray(value) ? value.map(textOf).filter(Boolean) : []);

/** Null: it is no common alert schema. */
export function readAlert(body: Json): Alert | null {
  const { schemaId, data } = objectOf(body);
  if (textOf(schemaId).toLowerCase() !== 'azuremonitorcommonalertschema') return null;
  const { essentials, alertContext, customProperties } = objectOf(data);
  const fields = objectOf(essentials);
  const alertId = textOf(fields.alertId);
  if (alertId === '') return null;
  const resources = texts(fields.alertTargetIDs);
  return {
    alertId,
    rule: textOf(fields.alertRule),
    description: textOf(fields.description),
    state: textOf(fields.monitorCondition).toLowerCase() === 'resolved' ? 'resolved' : 'fired',
    severity: textOf(fields.severity),
    signal: textOf(fields.signalType),
    service: textOf(fields.monitoringService),
    resource: resources[0] ?? null,
    resourceName: texts(fields.configurationItems)[0] ?? resources[0]?.split('/').at(-1) ?? null,
    resources,
    firedAt: textOf(fields.firedDateTime) || null,
    resolvedAt: textOf(fields.resolvedDateTime) || null,
    context: alertContext ?? null,
    customProperties: customProperties ?? null,
  };
}

export const wantsAlert = ({ params }: Pick<FlowNode, 'params'>, { state }: Alert): boolean =>
  params.when === 'both' || state === (params.when ?? 'fired');

/** An alert fires once and is resolved once. */
export const alertKey = ({ alertId, state }: Alert): string =>
  createHash('sha256')
    .update(JSON.stringify([alertId.toLowerCase(), state]))
    .digest('base64url');
