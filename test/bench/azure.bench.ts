// "Back up 1,000 items of one vault and wait for all": how often Azure is asked. The real engine, the real SDK, over TLS to a simulator
// whose work goes 120 times as fast, as do the pauses between looks. Counted at the simulator; what each run polling its own job
// every 30 seconds would have asked stands beside it.
import { estate } from '../../nodes/kit/estate.ts';
import { openHouse } from '../../server/services/test/house.ts';
import { type SimulatorProcess, startSimulator } from '../../server/services/test/simulator-process.ts';
import type { BenchRow } from './row.ts';

const items = 1_000;
/** Simulated seconds per real second. */
const scale = 120;
const backupSeconds = 2_400;
const pollSeconds = 30;

const world = estate({
  vaults: [
    {
      name: 'vault-large',
      policies: [{ name: 'daily' }],
      items: Array.from({ length: items }, (_, i) => ({
        name: `vm-${String(i).padStart(4, '0')}`,
        policy: 'daily',
        behaviour: { backupSeconds: backupSeconds + (i % 60) * 20 },
      })),
    },
  ],
});
const vault = `/subscriptions/${world.subscriptions[0]?.id}/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-large`;
const itemId = (name: string) =>
  `${vault}/backupFabrics/Azure/protectionContainers/IaasVMContainer;iaasvmcontainerv2;rg-backup;${name}/protectedItems/VM;iaasvmcontainerv2;rg-backup;${name}`;

const kinds: readonly (readonly [string, RegExp])[] = [
  ['lists of jobs', /\/backupJobs$/i],
  ['single jobs', /\/backupJobs\/[^/]+$/i],
  ['statuses of operations', /\/operationsStatus\//i],
  ['anything else', /./],
];

async function requestsOf({ origin, connection }: SimulatorProcess): Promise<readonly { readonly path: string }[]> {
  const { request, Agent } = await import('undici');
  const dispatcher = new Agent({ connect: { ca: String(connection.ca) } });
  const { body } = await request(`${origin}/_simulator/requests?method=GET`, { dispatcher });
  return ((await body.json()) as { readonly value: readonly { readonly path: string }[] }).value;
}

export async function azureBench(): Promise<readonly BenchRow[]> {
  const simulator = await startSimulator(world, ['--time-scale', String(scale)]);
  const watchPace = { firstMs: 1_000 / scale, minMs: 30_000 / scale, maxMs: 300_000 / scale };
  const house = await openHouse({ connections: { azure: simulator.connection }, egressAllow: simulator.allow, watchPace });
  const began = performance.now();
  try {
    const runs: string[] = [];
    for (const { name } of world.vaults[0]?.items ?? []) {
      const nodes = [
        { id: 'start1', type: 'azure-backup.backup-now', params: { item: itemId(name) } },
        { id: 'wait', type: 'azure-backup.wait-for-job', params: { vault, job: '{{ steps.start1.jobId }}' } },
      ];
      runs.push(await house.start(nodes));
    }
    const ended = await Promise.all(runs.map((id) => house.ended(id, 300_000)));
    const failed = ended.filter(({ run }) => run.status !== 'succeeded');
    if (failed[0]) throw new Error(`${failed.length} backups did not succeed: ${(await failed[0].step('start1')).error?.message}`);
    const seconds = ((performance.now() - began) / 1000) * scale;
    const hours = seconds / 3_600;
    const reads = (await requestsOf(simulator)).filter(({ path }) => path.includes('/vaults/'));
    const jobs = Array.from({ length: items }, (_, i) => backupSeconds + (i % 60) * 20);
    const naive = jobs.reduce((sum, one) => sum + Math.ceil(one / pollSeconds), 0);
    const left = [...reads];
    const counted = kinds.map(([name, path]) => {
      const mine = left.filter((read) => path.test(read.path));
      for (const one of mine) left.splice(left.indexOf(one), 1);
      return { name: `  of these ${name}`, value: mine.length, unit: 'reads' };
    });
    return [
      { name: `${items} backups of one vault, all waited for`, value: hours, unit: 'simulated hours' },
      {
        name: '  reads of Azure',
        value: reads.length,
        unit: 'reads',
        floor: { name: `each run asking every ${pollSeconds} s`, value: naive },
        ratio: naive / reads.length,
      },
      ...counted,
      {
        name: '  reads of jobs per hour',
        value: (counted[0]?.value ?? 0) / hours + (counted[1]?.value ?? 0) / hours,
        unit: '1/h',
        goal: '<= 150',
      },
    ];
  } finally {
    await house.stop();
    await simulator.stop();
  }
}
