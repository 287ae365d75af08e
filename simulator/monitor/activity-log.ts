// The activity log: what was changed in a subscription, by whom, and how it ended. It is the simulator's own durable log of
// requests, so it holds exactly what happened here.
import { createHash } from 'node:crypto';
import { actionOf } from '../../nodes/kit/azure-permissions.ts';
import { findSubscription } from '../backup/lookups.ts';
import type { Json } from '../state/model.ts';
import { type Answer, refuse } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';

interface Change {
  readonly seq: number;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly key: string;
  readonly status: number;
}

/** Newest first. */
export function changes(call: Pick<Call, 'store'>, subscription: string, from: number, to: number): Change[] {
  const rows = call.store.raw
    .prepare('SELECT seq, at, method, path, clientRequestId, status FROM request WHERE reads = 0 AND at >= ? AND at <= ? ORDER BY seq DESC')
    .all(from, to);
  return rows
    .map((row) => ({
      seq: Number(row.seq),
      at: Number(row.at),
      method: String(row.method),
      path: decoded(String(row.path)),
      key: row.clientRequestId === null ? '' : String(row.clientRequestId),
      status: Number(row.status),
    }))
    .filter(({ path, status }) => status > 0 && path.toLowerCase().startsWith(`/subscriptions/${subscription.toLowerCase()}/`));
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const words = (value: string) => ({ value, localizedValue: value });
const guid = (text: string) =>
  createHash('md5')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

export const outcomeOf = (status: number) => (status >= 400 ? 'Failed' : status === 202 ? 'Accepted' : 'Succeeded');
/** The resource that an action was about: the path without the action's name. */
export const resourceOf = ({ method, path }: Pick<Change, 'method' | 'path'>) => (method === 'POST' ? path.replace(/\/[^/]+$/, '') : path);

function event(call: Call, change: Change): Json {
  const action = actionOf(change.method, change.path) ?? '';
  const resourceId = resourceOf(change);
  const caller = call.store.setting('clientId') ?? '';
  const at = new Date(change.at).toISOString();
  const id = guid(`event ${change.seq}`);
  return {
    authorization: { action, scope: resourceId },
    caller,
    channels: 'Operation',
    claims: { appid: caller, 'http://schemas.microsoft.com/identity/claims/objectidentifier': caller },
    correlationId: change.key || id,
    description: '',
    eventDataId: id,
    eventName: words('EndRequest'),
    category: words('Administrative'),
    id: `${resourceId}/events/${id}/ticks/${change.at}`,
    level: change.status >= 400 ? 'Error' : 'Informational',
    resourceGroupName: /\/resourceGroups\/([^/]+)/i.exec(resourceId)?.[1] ?? '',
    resourceProviderName: words(/\/providers\/([^/]+)/i.exec(resourceId)?.[1] ?? 'Microsoft.Resources'),
    resourceId,
    resourceType: words(action.replace(/\/[^/]+(\/action)?$/, '')),
    operationId: change.key || id,
    operationName: words(action),
    properties: { statusCode: String(change.status), serviceRequestId: null },
    status: words(outcomeOf(change.status)),
    subStatus: words(''),
    eventTimestamp: at,
    submissionTimestamp: at,
    subscriptionId: param(call, 'sub'),
    tenantId: call.store.setting('tenantId') ?? '',
  };
}

/** `eventTimestamp ge '…' and …`: a start is required, as the service wants it. */
function readFilter(text: string | undefined): { [name: string]: string } | null {
  const found: { [name: string]: string } = {};
  for (const part of (text ?? '').split(/\s+and\s+/i)) {
    const match = /^\s*([A-Za-z]+)\s+(eq|ge|le)\s+'([^']*)'\s*$/i.exec(part);
    if (!match) return null;
    const [, name = '', operator = '', value = ''] = match;
    const time = name.toLowerCase() === 'eventtimestamp';
    if (time === (operator.toLowerCase() === 'eq')) return null;
    found[time ? operator.toLowerCase() : name.toLowerCase()] = value;
  }
  return found.ge ? found : null;
}

const list = (call: Call): Answer => {
  const gone = findSubscription(call);
  if (gone) return gone;
  const filter = readFilter(call.query.$filter);
  if (!filter)
    return refuse(
      400,
      'BadRequest',
      "The $filter must name a start: eventTimestamp ge '2026-01-01T00:00:00Z', joined by 'and' with eq conditions.",
    );
  const to = filter.le ? Date.parse(filter.le) : call.at;
  const all = changes(call, param(call, 'sub'), Date.parse(filter.ge ?? ''), to).map((change) => event(call, change));
  const same = (wanted: string | undefined, value: unknown) => wanted === undefined || String(value).toLowerCase() === wanted.toLowerCase();
  const found = all.filter(
    (one) =>
      same(filter.resourcegroupname, one.resourceGroupName) &&
      same(filter.resourceprovider, (one.resourceProviderName as { value: string }).value) &&
      same(filter.correlationid, one.correlationId) &&
      (filter.resourceuri === undefined || String(one.resourceId).toLowerCase().startsWith(filter.resourceuri.toLowerCase())) &&
      same(filter.resourceid, one.resourceId),
  );
  return page(call, found, (one) => one);
};

export const activityRoutes: Route[] = [
  route('GET', '/subscriptions/{sub}/providers/Microsoft.Insights/eventtypes/management/values', list),
];
