// One look through one connection: its vaults one after the other, those that were not told of for longest first. What Azure refuses
// is written down beside what was known before; when it asks to slow down, the look ends and goes on where it stopped.
import type { AzureBackup, AzureVault } from '../../nodes/kit/capabilities-azure.ts';
import { type Failure, failureOf } from '../../nodes/kit/errors.ts';
import type { ProjectActor } from '../security/actor.ts';
import { type EstateStore, EstateTaken, type Trouble } from '../store/estate.ts';
import { dayOf, lookAtVault, vaultKey } from './vault-look.ts';

export interface LookDeps {
  readonly estate: EstateStore;
  readonly azure: Pick<AzureBackup, 'vaults' | 'items' | 'jobs' | 'policies' | 'now'>;
  /** Reads that Azure still allows in a subscription; null: it has not said. */
  left(subscriptionId: string): number | null;
  /** Still ours? Throws {@link EstateTaken} when not. */
  renew(): Promise<void>;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly practice: boolean;
}

export interface LookAt {
  readonly actor: ProjectActor;
  readonly connectionId: string;
  readonly revision: string;
  readonly epoch: number;
}

const EVERY_MS = 3_600_000;
const SHORTEST_MS = 5 * 60_000;
/** From here on runs need what is left of the hour more than we do. */
const SCARCE = 30;
/** A vault that was told of so lately is not asked again by a look that goes on. */
const LATELY_MS = EVERY_MS / 2;
const PIECE = 200;

const troubleOf = ({ code, message }: Failure): Trouble => ({ code, says: message });

export async function look(deps: LookDeps, { actor, connectionId, revision, epoch }: LookAt): Promise<void> {
  const { estate, azure, now } = deps;
  const askedAt = now();
  const before = await estate.look(connectionId);
  await estate.begin(actor, connectionId, revision, epoch, askedAt);
  const end = (result: { azureAt: number | null; trouble: Trouble | null; nextAt?: number; vaults?: readonly string[] }) =>
    estate.end(connectionId, epoch, { vaults: null, nextAt: askedAt + EVERY_MS, at: now(), ...result });

  let vaults: AzureVault[];
  try {
    vaults = await Array.fromAsync(azure.vaults());
  } catch (error) {
    deps.signal.throwIfAborted();
    const failure = failureOf(error, 'azure_error');
    return end({ azureAt: null, trouble: troubleOf(failure), nextAt: askedAt + pause(failure) });
  }

  const known = new Map((await estate.vaults(connectionId)).map((row) => [row.vaultId, row]));
  const goesOn = !deps.practice && before?.trouble?.code === 'throttled' && before.revision === revision;
  const looked = ({ id }: AzureVault) => known.get(vaultKey(id))?.lookedAt ?? 0;
  const due = vaults.filter((vault) => !goesOn || looked(vault) < askedAt - LATELY_MS).sort((a, b) => looked(a) - looked(b));
  let trouble: Trouble | null = null;
  let azureAt: number | null = goesOn ? (before.azureAt ?? null) : null;
  let firstDay = Number.POSITIVE_INFINITY;
  let nextAt = askedAt + EVERY_MS;
  for (const vault of due) {
    await deps.renew();
    deps.signal.throwIfAborted();
    const vaultId = vaultKey(vault.id);
    try {
      const seen = await lookAtVault(
        azure,
        vault,
        { vault: known.get(vaultId) ?? null, items: await estate.itemsOf(connectionId, vaultId) },
        { connectionId, at: now(), withJobs: deps.practice || (deps.left(vault.subscriptionId) ?? SCARCE) >= SCARCE },
      );
      for (let at = 0; at < Math.max(seen.items.length, seen.days.length); at += PIECE) {
        await estate.putItems(actor, connectionId, epoch, seen.items.slice(at, at + PIECE), seen.days.slice(at, at + PIECE));
        // Others write too.
        await new Promise((resume) => setImmediate(resume));
      }
      await estate.putVault({ connectionId, epoch, vault: seen.vault, askedAt, items: seen.ids, today: dayOf(seen.azureAt) });
      azureAt = Math.max(azureAt ?? 0, seen.azureAt);
      firstDay = Math.min(firstDay, seen.firstDay);
    } catch (error) {
      deps.signal.throwIfAborted();
      if (error instanceof EstateTaken) throw error;
      const failure = failureOf(error, 'azure_error');
      if (failure.code === 'throttled') {
        trouble = troubleOf(failure);
        nextAt = askedAt + pause(failure);
        break;
      }
      await estate.vaultTrouble(connectionId, epoch, { vaultId, name: vault.name }, askedAt, troubleOf(failure));
      trouble ??= troubleOf(failure);
    }
  }
  if (azureAt === null && vaults.length === 0) azureAt = await azure.now();
  if (azureAt !== null) await estate.countDays(connectionId, epoch, Math.min(firstDay, dayOf(azureAt)), dayOf(azureAt));
  await end({ azureAt, trouble, nextAt, vaults: vaults.map(({ id }) => vaultKey(id)) });
}

/** What is not allowed or not reachable is asked for again with the next hour; only when Azure names a time we come back sooner. */
const pause = ({ code, retryAfter }: Failure): number =>
  code === 'throttled' ? Math.max(retryAfter ?? 0, SHORTEST_MS) : Math.min(EVERY_MS, Math.max(retryAfter ?? EVERY_MS, SHORTEST_MS));
