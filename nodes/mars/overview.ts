// Every MARS agent of all vaults in one table: last backup, next run, version, health and why, and the steps that would help. It works
// from Azure alone; the machines are asked only when “deep” is on, and then all at once.
import { z } from 'zod';
import type { Done, Outcome, StepContext } from '../kit/define.ts';
import { defineNode, wait } from '../kit/define.ts';
import { durationMs } from '../kit/duration.ts';
import { duration, flag, optionalAzureId, text } from '../kit/fields.ts';
import type { Json } from '../kit/json.ts';
import { marsEstate } from './example-estate.ts';
import { type Agent, agentsOf } from './overview/agents.ts';
import { type Asked, askAll, givenUp, lookAtAll } from './overview/ask.ts';
import { rowOf } from './overview/judge.ts';
import { newestOf } from './overview/versions.ts';

const params = z.object({
  vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: all vaults.' }),
  staleAfter: duration({ title: 'A backup is stale after' }).default('P2D'),
  newestVersion: text({
    title: 'Newest agent version',
    description: 'Empty: the newest that any server here runs.',
    ui: { advanced: true, placeholder: '2.0.9262.0' },
  })
    .regex(/^(\d+(\.\d+){1,3})?$/, 'must be a version such as 2.0.9262.0')
    .optional(),
  deep: flag({
    title: 'Ask the machines as well',
    description: 'By Run Command, where the server is an Azure VM or an Arc machine that can be reached.',
  }).default(false),
});
type Params = z.output<typeof params>;

interface State {
  readonly asked: readonly Asked[];
  readonly waitedMs: number;
}

/** A machine that says nothing for this long is a row with that reason. */
const patienceMs = 10 * 60_000;

const action = z.object({ type: z.string(), title: z.string(), params: z.record(z.string(), z.unknown()) });
const row = z.object({
  server: z.string(),
  vault: z.string(),
  vaultId: z.string(),
  health: z.string().describe('Healthy, Warning, Stale or Failed'),
  reasons: z.array(z.string()),
  agentVersion: z.string().nullable(),
  outdated: z.boolean(),
  items: z.array(z.object({ name: z.string(), state: z.string(), lastBackup: z.string().nullable(), lastStatus: z.string().nullable() })),
  lastBackup: z.string().nullable(),
  lastStatus: z.string().nullable(),
  nextRun: z.string().nullable(),
  nextRunFrom: z.string().nullable().describe('machine, or policy: then the times are taken as UTC'),
  where: z.string().nullable().describe('azureVm, arc, or null: no such machine is known'),
  machine: z.string().nullable(),
  machineState: z.string().nullable(),
  reachable: z.boolean(),
  deep: z
    .object({ policyState: z.string().nullable(), nextBackup: z.string().nullable(), running: z.boolean(), error: z.string().nullable() })
    .nullable(),
  actions: z.array(action).describe('Steps that would help, with their params'),
});

const estate = marsEstate(
  [
    { lastBackup: { at: '-PT9H' }, points: { count: 3, newest: '-PT9H' } },
    { lastBackup: { at: '-P6D' }, points: { count: 2, newest: '-P6D' } },
  ],
  { marsAgents: [{ machine: 'srv-branch-01', version: '2.0.9200.0' }] },
);

export default defineNode({
  type: 'mars.overview',
  version: 1,
  group: 'mars',
  section: 'Agents',
  title: 'MARS overview',
  summary: 'Lists every MARS agent with its last backup, next run, version and health, what is wrong, and what would help.',
  icon: 'table',
  keywords: ['MARS', 'MSOnlineBackup', 'agents', 'stale', 'health', 'report', 'az backup container list --backup-management-type MAB'],
  needs: [
    'Microsoft.RecoveryServices/vaults/read',
    'Microsoft.RecoveryServices/vaults/backupProtectionContainers/read',
    'Microsoft.RecoveryServices/vaults/backupProtectedItems/read',
    'Microsoft.RecoveryServices/vaults/backupPolicies/read',
    'Microsoft.Compute/virtualMachines/read',
    'Microsoft.HybridCompute/machines/read',
  ],
  connection: 'azure',
  effect: ({ deep }) => (deep ? 'write' : 'read'),
  strongest: 'write',
  repeatable: true,
  waits: true,
  params,
  ports: ['done'],
  result: z.object({
    agents: z.array(row),
    count: z.number(),
    healthy: z.number(),
    warning: z.number(),
    stale: z.number(),
    failed: z.number(),
    outdated: z.number(),
    newestVersion: z.string(),
  }),
  line: '{vault} · stale after {staleAfter}',
  async run(context) {
    const agents = await agentsOf(context.azure, context.params.vault || null);
    if (!context.params.deep) return table(agents, context, []);
    const asked = await askAll(context.azure, agents, context.key, patienceMs / 1_000);
    return settle(context, asked, 0, 1_000, agents);
  },
  async resume(context) {
    const { asked, waitedMs } = context.state as unknown as State;
    const seen = await lookAtAll(context.azure, asked);
    const patient = waitedMs < patienceMs ? seen : seen.map(givenUp);
    return settle(context, patient, waitedMs, Math.min(15_000, 1_000 + waitedMs / 4), null);
  },
  choices: {
    vault: async ({ azure, search }) => {
      const found: { value: string; label: string; detail: string }[] = [];
      for await (const { id, name, resourceGroup, location } of azure.vaults())
        if (name.toLowerCase().includes(search.toLowerCase()))
          found.push({ value: id, label: name, detail: `${resourceGroup} · ${location}` });
      return found;
    },
  },
  examples: [
    {
      name: 'One server is fine, one is stale and runs an old agent',
      given: { estate },
      params: {},
      expect: {
        port: 'done',
        data: {
          count: 2,
          healthy: 1,
          stale: 1,
          outdated: 1,
          agents: [
            { server: 'srv-app-01', health: 'Healthy', where: 'azureVm', reachable: true, nextRunFrom: 'policy' },
            {
              server: 'srv-branch-01.contoso.local',
              health: 'Stale',
              where: 'arc',
              outdated: true,
              actions: [{ type: 'mars.install-agent' }, { type: 'mars.backup-now' }, { type: 'mars.agent-status' }],
            },
          ],
        },
      },
    },
    {
      name: 'The machines are asked as well',
      given: { estate },
      params: { deep: true },
      expect: {
        port: 'done',
        data: {
          count: 2,
          agents: [
            { server: 'srv-app-01', nextRunFrom: 'machine', deep: { policyState: 'Valid', error: null } },
            { server: 'srv-branch-01.contoso.local', deep: { policyState: 'Valid' } },
          ],
        },
      },
    },
    {
      name: 'A server that Azure cannot reach',
      given: {
        estate: {
          ...estate,
          hybridMachines: [{ name: 'srv-branch-01', fqdn: 'srv-branch-01.contoso.local', status: 'Disconnected' }],
          marsAgents: [],
          automationAccounts: [],
        },
      },
      params: { deep: true },
      expect: {
        port: 'done',
        data: { agents: [{ reachable: true }, { reachable: false, machineState: 'Disconnected', deep: null, actions: [] }] },
      },
    },
    {
      name: 'No MARS agents',
      given: { estate: { vaults: [{ name: 'vault-weu-prod' }] } },
      params: {},
      expect: { port: 'done', data: { count: 0, failed: 0, agents: [] } },
    },
    { name: 'Not a version', given: { estate }, params: { newestVersion: 'latest' }, expect: { failed: { code: 'param_invalid' } } },
  ],
});

/** Parks while machines are still asked. Then the table is made from fresh reads: what Azure says may have changed meanwhile. */
async function settle(
  context: StepContext<Params>,
  asked: readonly Asked[],
  waitedMs: number,
  pauseMs: number,
  agents: readonly Agent[] | null,
): Promise<Outcome> {
  const open = asked.filter(({ place }) => place !== null).length;
  if (open > 0) {
    const state: State = { asked, waitedMs: waitedMs + pauseMs };
    return wait({ afterMs: pauseMs, state: state as unknown as Json, says: `waits for ${open} of ${asked.length} machines` });
  }
  return table(agents ?? (await agentsOf(context.azure, context.params.vault || null)), context, asked);
}

function table(
  agents: readonly Agent[],
  { params: { staleAfter, newestVersion }, now }: StepContext<Params>,
  asked: readonly Asked[],
): Done {
  const newest = newestVersion || newestOf(agents.map(({ version }) => version));
  const measure = { now, staleMs: durationMs(staleAfter) ?? 2 * 86_400_000, newest };
  const answers = new Map(asked.map(({ containerId, deep }) => [containerId, deep]));
  const rows = agents.map((agent) => rowOf(agent, measure, answers.get(agent.containerId) ?? null));
  const having = (health: string) => rows.filter((one) => one.health === health).length;
  return {
    port: 'done',
    data: {
      healthy: having('Healthy'),
      warning: having('Warning'),
      stale: having('Stale'),
      failed: having('Failed'),
      outdated: rows.filter(({ outdated }) => outdated).length,
      newestVersion: newest,
    },
    list: { property: 'agents', items: rows },
  };
}
