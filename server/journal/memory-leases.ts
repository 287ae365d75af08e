// Rate limits and single owners of the in-memory journal.
import type { Journal } from './contract.ts';
import { type Bucket, block, take } from './token-bucket.ts';
import type { Turn } from './turn.ts';

type Leases = Pick<Journal, 'takeToken' | 'blockKey' | 'own' | 'disown'>;

export function memoryLeases(enqueue: Turn['enqueue']): { readonly leases: Leases; readonly release: (owner?: string) => void } {
  const buckets = new Map<string, Bucket>();
  const leases = new Map<string, { readonly owner: string; readonly epoch: number; readonly until: number }>();
  const answers: Leases = {
    takeToken: (key, rate, now) =>
      enqueue(() => {
        const { bucket, taken } = take(buckets.get(key), rate, now);
        buckets.set(key, bucket);
        return taken;
      }),
    blockKey: (key, until) =>
      enqueue(() => {
        buckets.set(key, block(buckets.get(key), until));
      }),
    own: (name, owner, leaseMs, now) =>
      enqueue(() => {
        const lease = leases.get(name);
        const live = lease !== undefined && lease.until > now;
        if (live && lease.owner !== owner) return null;
        const epoch = live ? lease.epoch : (lease?.epoch ?? 0) + 1;
        leases.set(name, { owner, epoch, until: now + leaseMs });
        return { epoch };
      }),
    disown: (name, epoch) =>
      enqueue(() => {
        const lease = leases.get(name);
        if (lease?.epoch === epoch) leases.set(name, { ...lease, until: 0 });
      }),
  };
  return {
    leases: answers,
    release(owner) {
      for (const [name, lease] of leases) if (owner === undefined || lease.owner === owner) leases.set(name, { ...lease, until: 0 });
    },
  };
}
