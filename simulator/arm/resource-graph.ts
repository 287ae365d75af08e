// Microsoft.ResourceGraph/resources: one query over all that the caller sees, in pages. Tables: Resources, ResourceContainers
// (subscriptions and resource groups), RecoveryServicesResources (protected items and jobs).
import { itemView } from '../backup/item-view.ts';
import { jobView } from '../backup/job-view.ts';
import { kql, type Tables } from '../monitor/kql.ts';
import { graphRequest } from '../requests/arm.ts';
import { checkBody } from '../requests/check.ts';
import { keyOfVault } from '../state/keys.ts';
import type { Json } from '../state/model.ts';
import { type Answer, ok, refuse } from '../wire/answer.ts';
import type { Call } from '../wire/call.ts';
import { type Route, route } from '../wire/router.ts';
import { inventory } from './inventory.ts';

function tables(call: Call, subscriptions: readonly string[] | undefined): Tables {
  const tenantId = call.store.setting('tenantId') ?? '';
  const wanted = subscriptions?.map((id) => id.toLowerCase());
  const seen = (rows: Json[]) =>
    rows
      .filter(({ subscriptionId }) => !wanted || wanted.includes(String(subscriptionId).toLowerCase()))
      // Resource Graph writes types in lower case.
      .map((one) => ({ ...one, type: String(one.type).toLowerCase(), tenantId }));
  return {
    Resources: () => seen(inventory(call).map((one) => ({ ...one }))),
    ResourceContainers: () =>
      seen([
        ...call.store.list('subscription').map(({ doc }) => ({
          id: `/subscriptions/${doc.id}`,
          name: doc.name,
          type: 'microsoft.resources/subscriptions',
          subscriptionId: doc.id,
          tags: {},
          properties: { state: 'Enabled' },
        })),
        ...call.store.list('resourceGroup').map(({ doc }) => ({
          id: `/subscriptions/${doc.subscription}/resourceGroups/${doc.name}`,
          name: doc.name,
          type: 'microsoft.resources/subscriptions/resourcegroups',
          location: doc.location,
          resourceGroup: doc.name,
          subscriptionId: doc.subscription,
          tags: doc.tags,
          properties: { provisioningState: 'Succeeded' },
        })),
      ]),
    RecoveryServicesResources: () => seen(backupRows(call)),
  };
}

const backupRows = (call: Call): Json[] =>
  call.store.list('vault').flatMap(({ doc: vault }) => {
    const key = keyOfVault(vault);
    const place = { location: vault.location, resourceGroup: vault.resourceGroup, subscriptionId: vault.subscription };
    return [
      ...call.store.list('item', key).map(({ doc }) => ({ ...itemView(call, vault, doc, false), ...place })),
      ...call.store.list('job', key).map(({ doc }) => ({ ...jobView(vault, doc, call.at, { full: false, quirks: false }), ...place })),
    ];
  });

const query = (call: Call): Answer => {
  const checked = checkBody(graphRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const { subscriptions, options = {} } = checked.value;
  const outcome = kql(checked.value.query, tables(call, subscriptions), call.at);
  if ('problem' in outcome) {
    const details = [{ code: 'ParserFailure', message: `Query is not valid here: ${outcome.problem}.` }];
    return refuse(400, 'BadRequest', 'Please provide below info when asking for support: query is invalid.', { details });
  }
  const start = options.$skipToken ? Number(Buffer.from(options.$skipToken, 'base64url').toString()) || 0 : (options.$skip ?? 0);
  const end = start + (options.$top ?? 1000);
  const data = outcome.rows.slice(start, end);
  const more = end < outcome.rows.length;
  return ok({
    totalRecords: outcome.rows.length,
    count: data.length,
    data,
    facets: [],
    resultTruncated: more ? 'true' : 'false',
    ...(more ? { $skipToken: Buffer.from(String(end)).toString('base64url') } : {}),
  });
};

export const resourceGraphRoutes: Route[] = [route('POST', '/providers/Microsoft.ResourceGraph/resources', query)];
