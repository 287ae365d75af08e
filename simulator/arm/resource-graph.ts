// Microsoft.ResourceGraph/resources: one query over all resources that the caller sees, in pages.

import { graphRequest } from '../requests/arm.ts';
import { checkBody } from '../requests/check.ts';
import type { Json } from '../state/model.ts';
import { type Answer, ok, refuse } from '../wire/answer.ts';
import type { Call } from '../wire/call.ts';
import { type Route, route } from '../wire/router.ts';
import { graphQuery } from './graph-query.ts';
import { inventory } from './inventory.ts';

const query = (call: Call): Answer => {
  const checked = checkBody(graphRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const { subscriptions, options = {} } = checked.value;
  const wanted = subscriptions?.map((id) => id.toLowerCase());
  const tenantId = call.store.setting('tenantId') ?? '';
  // Resource Graph writes types in lower case.
  const rows: Json[] = inventory(call)
    .filter((one) => !wanted || wanted.includes(one.subscriptionId.toLowerCase()))
    .map((one) => ({ ...one, type: one.type.toLowerCase(), tenantId }));
  const outcome = graphQuery(checked.value.query, rows);
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
