// API version 2018-12-20, the one of cross-region restore, does not know members that came later. In quirks mode they are
// sent all the same, as the service does.
import type { Json } from '../state/model.ts';
import { asJson, type Call } from '../wire/call.ts';

const newer = new Set([
  'policyName',
  'isArchiveEnabled',
  'vaultId',
  'softDeleteRetentionPeriodInDays',
  'isPrivateAccessEnabledOnAnyDisk',
  'recoveryPointProperties',
  'recoveryPointMoveReadinessInfo',
  'containerName',
  'isUserTriggered',
]);

/** A resource as the caller's API version shows it. */
export function asAsked(call: Pick<Call, 'apiVersion' | 'quirks'>, resource: Json): Json {
  if (call.apiVersion !== '2018-12-20' || call.quirks) return resource;
  const known = Object.entries(asJson(resource.properties)).filter(([name]) => !newer.has(name));
  return { ...resource, properties: Object.fromEntries(known) };
}
