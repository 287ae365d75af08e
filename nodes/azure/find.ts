// Finds resources by name and offers them in forms, through Resource Graph: one question for all subscriptions. Ids are taken as
// they are; a name that several resources have is not guessed.
import type { Capabilities } from '../kit/capabilities.ts';
import type { AzureBackup } from '../kit/capabilities-azure.ts';
import type { Choice } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import type { Json, JsonObject } from '../kit/json.ts';
import { apiVersionFor } from './api-versions.ts';

export type Ask = Capabilities & { readonly params: { readonly [name: string]: Json }; readonly search: string };

const graphPath = '/providers/Microsoft.ResourceGraph/resources';
const mostChoices = 200;

export interface Page {
  readonly rows: readonly JsonObject[];
  readonly next: string | null;
  readonly total: number;
}

/** One page of a query. */
export async function graphPage(
  azure: AzureBackup,
  query: string,
  subscriptions: readonly string[] = [],
  skipToken?: string | null,
  top = 1000,
): Promise<Page> {
  const { body } = await azure.arm({
    method: 'POST',
    path: graphPath,
    apiVersion: '2022-10-01',
    body: {
      query,
      ...(subscriptions.length > 0 ? { subscriptions: [...subscriptions] } : {}),
      options: { resultFormat: 'objectArray', $top: top, ...(skipToken ? { $skipToken: skipToken } : {}) },
    },
  });
  const answer = object(body);
  return {
    rows: list(answer.data).map(object),
    next: typeof answer.$skipToken === 'string' ? answer.$skipToken : null,
    total: typeof answer.totalRecords === 'number' ? answer.totalRecords : list(answer.data).length,
  };
}

export const isArmId = (text: string): boolean => /^\/subscriptions\//i.test(text);

/** What an ARM id is about. */
export interface Named {
  readonly id: string;
  readonly name: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly properties: JsonObject;
}

const safeName = /^[\w.()-]{1,90}$/;

async function resources(azure: AzureBackup, type: string, name?: string): Promise<Named[]> {
  const where = name === undefined ? '' : ` and name =~ '${name}'`;
  const { rows } = await graphPage(
    azure,
    `Resources | where type =~ '${type}'${where} | project id, name, resourceGroup, location, properties`,
  );
  return rows.map((row) => ({
    id: text(row.id),
    name: text(row.name),
    resourceGroup: text(row.resourceGroup),
    location: text(row.location),
    properties: object(row.properties),
  }));
}

/** The one resource of a type that a param names, by id or by name. `what`: "VM", "key vault". */
export async function resourceId(azure: AzureBackup, type: string, given: string, what: string): Promise<string> {
  if (isArmId(given)) return given.replace(/\/+$/, '');
  return (await resource(azure, type, given, what)).id;
}

export async function resource(azure: AzureBackup, type: string, given: string, what: string): Promise<Named> {
  if (isArmId(given)) return read(azure, given.replace(/\/+$/, ''), type, what);
  if (!safeName.test(given)) throw fail('param_invalid', `${given.slice(0, 100)} is not the name of a ${what}.`);
  const found = await resources(azure, type, given);
  const [first] = found;
  if (!first) throw fail('not_found', `There is no ${what} called ${given}.`);
  if (found.length > 1)
    throw fail('param_invalid', `There are ${found.length} of the kind ${what} called ${given}. Choose one by its id.`, {
      advice: [`They are in ${found.map(({ resourceGroup }) => resourceGroup).join(', ')}.`],
    });
  return first;
}

/** By its id, from Resource Manager itself: Resource Graph knows new resources a little later. */
async function read(azure: AzureBackup, id: string, type: string, what: string): Promise<Named> {
  const apiVersion = apiVersionFor(id);
  if (!apiVersion || !id.toLowerCase().includes(`/providers/${type}/`))
    throw fail('param_invalid', `${id.slice(0, 200)} is not the id of a ${what}.`);
  const { name, location, properties } = object((await azure.arm({ method: 'GET', path: id, apiVersion })).body);
  return {
    id,
    name: text(name),
    resourceGroup: /\/resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? '',
    location: text(location),
    properties: object(properties),
  };
}

/** The live list of one type for a form. */
export const resourceChoices =
  (type: string) =>
  async ({ azure, search }: Ask): Promise<Choice[]> => {
    const wanted = search.toLowerCase();
    const found = (await resources(azure, type)).filter(({ name, resourceGroup }) =>
      `${name} ${resourceGroup}`.toLowerCase().includes(wanted),
    );
    return found
      .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
      .slice(0, mostChoices)
      .map(({ id, name, resourceGroup, location }) => ({ value: id, label: name, detail: `${resourceGroup} · ${location}` }));
  };

/** Any resource, resource group or subscription: whatever can carry tags, locks and roles. */
export async function scopeChoices({ azure, search }: Ask): Promise<Choice[]> {
  const wanted = search.toLowerCase();
  const [containers, all] = await Promise.all([
    graphPage(azure, 'ResourceContainers | project id, name, type'),
    graphPage(azure, 'Resources | project id, name, type, resourceGroup'),
  ]);
  const kind = (type: string) => (/subscriptions$/.test(type) ? 'Subscription' : /resourcegroups$/.test(type) ? 'Resource group' : type);
  return [...containers.rows, ...all.rows]
    .map((row) => ({
      value: text(row.id),
      label: text(row.name),
      detail: [kind(text(row.type)), text(row.resourceGroup)].filter(Boolean).join(' · '),
    }))
    .filter(({ label, detail }) => `${label} ${detail}`.toLowerCase().includes(wanted))
    .slice(0, mostChoices);
}

export async function groupChoices({ azure, search }: Ask): Promise<Choice[]> {
  const { rows } = await graphPage(
    azure,
    "ResourceContainers | where type =~ 'microsoft.resources/subscriptions/resourcegroups' | project id, name, location",
  );
  return rows
    .map((row) => ({ value: text(row.id), label: text(row.name), detail: text(row.location) }))
    .filter(({ label }) => label.toLowerCase().includes(search.toLowerCase()))
    .sort((a, b) => a.label.localeCompare(b.label));
}

export async function subscriptionChoices({ azure, search }: Ask): Promise<Choice[]> {
  const { body } = await azure.arm({ method: 'GET', path: '/subscriptions', apiVersion: '2022-12-01' });
  return list(object(body).value)
    .map(object)
    .map((row) => ({ value: text(row.subscriptionId), label: text(row.displayName), detail: text(row.subscriptionId) }))
    .filter(({ label }) => label.toLowerCase().includes(search.toLowerCase()));
}

export const object = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const text = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
/** A number, or null. */
export const figure = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);
