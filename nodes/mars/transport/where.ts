// The part of every MARS form that says where the agent runs and how to get there, and the live lists behind it.
import type { Capabilities } from '../../kit/capabilities.ts';
import type { Choice } from '../../kit/define.ts';
import { choice, duration, optionalAzureId, type ShownWhen, text } from '../../kit/fields.ts';
import type { Json, JsonObject } from '../../kit/json.ts';
import { everyOne, type Named } from './names.ts';

export const whereFields = {
  where: choice(['azureVm', 'arc', 'automation', 'ssh'], {
    title: 'The agent runs on',
    ui: {
      labels: {
        azureVm: 'An Azure VM (Run Command)',
        arc: 'An Arc machine (Run Command)',
        automation: 'A Hybrid Runbook Worker (Automation job)',
        ssh: 'A server that is reached over SSH',
      },
    },
  }).default('azureVm'),
  machine: optionalAzureId('machine', { title: 'Machine', ui: { when: { param: 'where', in: ['azureVm', 'arc'] } } }),
  automationAccount: optionalAzureId('automationAccount', {
    title: 'Automation account',
    ui: { when: { param: 'where', in: ['automation'] } },
  }),
  workerGroup: optionalAzureId('workerGroup', {
    title: 'Hybrid worker group',
    description: 'One whose only worker is the MARS server.',
    ui: { when: { param: 'where', in: ['automation'] } },
  }),
};

export const limitFields = (usual: string) => ({
  timeLimit: duration({ title: 'At most', description: 'Then the script is given up.', ui: { advanced: true } }).default(usual),
  outputContainer: text({
    title: 'Blob container for large results',
    description:
      'Run Command hands over 4 KB. The machine’s managed identity writes here what is more: it needs “Storage Blob Data Contributor”.',
    ui: {
      advanced: true,
      placeholder: 'https://account.blob.core.windows.net/vaultflow',
      when: { param: 'where', in: ['azureVm', 'arc'] },
    },
  }).optional(),
});

/** A runbook job's parameters can be read by everybody who sees the job: a secret is handed over in every other way. */
export const handedOver: ShownWhen = { param: 'where', in: ['azureVm', 'arc', 'ssh'] };

/** Name of an encrypted Automation variable that holds a secret. `also`: when else the form asks for it. */
export const variableField = (title: string, { also = [], advanced = false }: { also?: readonly ShownWhen[]; advanced?: boolean } = {}) =>
  text({
    title,
    description: 'Name of an encrypted variable of the Automation account.',
    ui: { when: [{ param: 'where', in: ['automation'] }, ...also], advanced },
  }).optional();

type Ask = Capabilities & { readonly params: { readonly [name: string]: Json }; readonly search: string };

const object = (value: unknown): JsonObject => (typeof value === 'object' && value !== null ? (value as JsonObject) : {});

const groupOf = (id: string): string => /\/resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? '';

const shown = (found: readonly Choice[], search: string): Choice[] =>
  found
    .filter(({ label, detail }) => `${label} ${detail ?? ''}`.toLowerCase().includes(search.toLowerCase()))
    .sort((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }))
    .slice(0, 200);

async function machines(ask: Ask): Promise<Choice[]> {
  if (ask.params.where === 'arc') {
    const found = await everyOne(ask.azure, 'arc');
    const windows = found.filter(({ properties }) => !/^linux$/i.test(String(properties?.osType ?? '')));
    return shown(
      windows.map(({ id, name, properties }) => ({
        value: id,
        label: name,
        detail: `${groupOf(id)} · ${String(properties?.status ?? '')}`,
      })),
      ask.search,
    );
  }
  const found = await everyOne(ask.azure, 'azureVm');
  const windows = found.filter(
    ({ properties }) => !/^linux$/i.test(String(object(object(properties?.storageProfile).osDisk).osType ?? '')),
  );
  return shown(
    windows.map(({ id, name, location }) => ({ value: id, label: name, detail: `${groupOf(id)} · ${location ?? ''}` })),
    ask.search,
  );
}

async function accounts(ask: Ask): Promise<Choice[]> {
  const found = await everyOne(ask.azure, 'automation');
  return shown(
    found.map(({ id, name, location }) => ({ value: id, label: name, detail: `${groupOf(id)} · ${location ?? ''}` })),
    ask.search,
  );
}

async function workerGroups(ask: Ask): Promise<Choice[]> {
  const account = ask.params.automationAccount;
  if (typeof account !== 'string' || !account.startsWith('/subscriptions/')) return [];
  const { body } = await ask.azure.arm({ method: 'GET', path: `${account}/hybridRunbookWorkerGroups`, apiVersion: '2023-11-01' });
  return shown(
    ((object(body).value ?? []) as unknown as Named[]).map(({ name }) => ({ value: name, label: name })),
    ask.search,
  );
}

export const whereChoices = { machine: machines, automationAccount: accounts, workerGroup: workerGroups };
