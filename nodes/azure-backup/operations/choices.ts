// Lists behind the form of "Azure Backup operation": the operations themselves, and what stands in a vault under the names that
// the service uses in its paths.
import type { Capabilities } from '../../kit/capabilities.ts';
import type { Choice } from '../../kit/define.ts';
import type { Json } from '../../kit/json.ts';
import { object, words } from '../answer.ts';
import { vaultId } from '../find.ts';
import { operations } from './catalogue.ts';

type Ask = Capabilities & { readonly params: { readonly [name: string]: Json }; readonly search: string };

const most = 200;

/** Every word that was typed occurs somewhere in it. */
const fits = (text: string, search: string): boolean =>
  search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word));

export const operationChoices = async ({ search }: Ask): Promise<Choice[]> =>
  Object.entries(operations)
    .filter(([id, { title, says, path }]) => fits(`${id} ${title} ${says} ${path}`, search))
    .map(([id, { title, method, says }]) => ({ value: id, label: title, detail: `${method} · ${id}${says === '' ? '' : ` · ${says}`}` }))
    .sort((a, b) => a.label.localeCompare(b.label, 'en'));

async function collected<T>(from: AsyncIterable<T>, search: string, choice: (one: T) => Choice): Promise<Choice[]> {
  const found = new Map<string, Choice>();
  for await (const one of from) {
    const made = choice(one);
    if (fits(`${made.value} ${made.label} ${made.detail ?? ''}`, search)) found.set(made.value, made);
    if (found.size >= most) break;
  }
  return [...found.values()];
}

const chosenVault = async ({ azure, params }: Ask): Promise<string | null> => {
  const vault = words(params.vault);
  return vault === '' || vault.includes('{{') ? null : vaultId(azure, vault);
};

type Listing = (ask: Ask, vault: string) => Promise<Choice[]>;

const within =
  (listing: Listing) =>
  async (ask: Ask): Promise<Choice[]> => {
    const vault = await chosenVault(ask);
    return vault === null ? [] : listing(ask, vault);
  };

export const partChoices = {
  containerName: within(({ azure, search }, vault) =>
    collected(azure.items(vault), search, ({ containerName, managementType }) => ({
      value: containerName,
      label: containerName.split(';').at(-1) ?? containerName,
      detail: `${managementType} · ${containerName}`,
    })),
  ),
  protectedItemName: within(({ azure, search, params }, vault) => {
    const container = words(object(params.path).containerName).toLowerCase();
    async function* items() {
      for await (const item of azure.items(vault)) if (container === '' || item.containerName.toLowerCase() === container) yield item;
    }
    return collected(items(), search, ({ name, friendlyName, workloadType, containerName }) => ({
      value: name,
      label: friendlyName,
      detail: `${workloadType} · ${containerName}`,
    }));
  }),
  policyName: within(({ azure, search }, vault) =>
    collected(azure.policies(vault), search, ({ name, summary }) => ({ value: name, label: name, detail: summary })),
  ),
  jobName: within(({ azure, search }, vault) =>
    collected(azure.jobs(vault), search, ({ jobId, operation, itemName, status, startTime }) => ({
      value: jobId,
      label: `${operation} ${itemName}`,
      detail: `${status} · ${startTime}`,
    })),
  ),
  recoveryPointId: within(({ azure, search, params }, vault) => {
    const { containerName, protectedItemName } = object(params.path);
    const item = `${vault}/backupFabrics/Azure/protectionContainers/${words(containerName)}/protectedItems/${words(protectedItemName)}`;
    if (words(containerName) === '' || words(protectedItemName) === '') return Promise.resolve([]);
    return collected(azure.recoveryPoints(item), search, ({ name, time, kind }) => ({ value: name, label: time, detail: kind }));
  }),
};

export async function subscriptionChoices({ azure, search }: Ask): Promise<Choice[]> {
  const { body } = await azure.arm({ method: 'GET', path: '/subscriptions', apiVersion: '2022-12-01' });
  const found = ((object(body).value ?? []) as readonly Json[]).map((one) => {
    const { subscriptionId, displayName } = object(one);
    return { value: words(subscriptionId), label: words(displayName) || words(subscriptionId), detail: words(subscriptionId) };
  });
  return found.filter(({ label, detail }) => fits(`${label} ${detail}`, search));
}
