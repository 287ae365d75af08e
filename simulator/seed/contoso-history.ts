// Thirty nights of jobs for the items of a Contoso vault: one backup each night, a few failures with real error codes, some
// restores and policy changes by hand. Last night agrees with what the items themselves say.
import { type EstateInput, type JobError, momentOf } from '../../nodes/kit/estate.ts';
import { guestAgent, snapshotLimit, snapshotNoNetwork, sqlConnection } from './errors.ts';
import { chance } from './random.ts';

type VaultInput = NonNullable<EstateInput['vaults']>[number];
type ItemInput = NonNullable<VaultInput['items']>[number];
type JobInput = NonNullable<VaultInput['jobs']>[number];

const nights = 30;
const hour = 3_600_000;
const iso = (ms: number) => new Date(ms).toISOString();

const rare: Partial<Record<string, JobError>> = { vm: snapshotNoNetwork, share: snapshotLimit, sql: sqlConnection };

function ofItem(item: ItemInput, now: number, label: string, seed: number): JobInput[] {
  const luck = chance(seed, label);
  const { name, machine, kind = 'vm', lastBackup } = item;
  if (!lastBackup) return [];
  const last = momentOf(lastBackup.at, now);
  const server = machine ?? item.account;
  const who = { item: name, ...(server ? { machine: server } : {}) };
  const jobs: JobInput[] = [];
  for (let night = 0; night < nights; night++) {
    const jitter = night === 0 ? 0 : luck.whole(-20, 20) * 60_000;
    const at = iso(last - night * 24 * hour + jitter);
    const error =
      night === 0 ? lastBackup.error : name === 'vm-legacy-07' && night < 9 ? guestAgent : luck.next() < 0.015 ? rare[kind] : undefined;
    const seconds = kind === 'vm' ? luck.whole(900, 3600) : kind === 'share' ? luck.whole(30, 90) : luck.whole(120, 900);
    jobs.push({
      ...who,
      at,
      seconds: error ? Math.max(60, seconds / 5) : seconds,
      status: error ? 'Failed' : 'Completed',
      ...(error ? { error } : {}),
    });
  }
  if (kind === 'vm' && luck.next() < 0.2) {
    const at = iso(last - luck.whole(2, 25) * 24 * hour + luck.whole(9, 18) * hour);
    jobs.push({ ...who, at, operation: luck.pick(['Restore', 'ConfigureBackup', 'Backup'] as const), userTriggered: true });
  }
  return jobs;
}

export function contosoHistory(vault: VaultInput, now: number, seed: number): JobInput[] {
  return (vault.items ?? []).flatMap((item, index) => ofItem(item, now, `${vault.name}/${index}/${item.name}`, seed));
}
