// The estate that the examples of the Backup vault steps play in.
import type { EstateInput } from '../../kit/estate.ts';

export const estate: EstateInput = {
  backupVaults: [
    {
      name: 'bvault-weu',
      policies: [
        { name: 'disk-daily', kind: 'disk' },
        { name: 'blob-30d', kind: 'blob', keepDays: 30 },
        { name: 'pg-weekly', kind: 'postgres', keepDays: 90, everyHours: 168 },
      ],
      instances: [
        { kind: 'disk', name: 'disk-erp-01', policy: 'disk-daily', points: 3, job: '5eedda7a-0000-4000-8000-000000000001' },
        { kind: 'disk', name: 'disk-erp-02', policy: 'disk-daily', state: 'ProtectionStopped', points: 1 },
        { kind: 'blob', name: 'streports', policy: 'blob-30d' },
        { kind: 'postgres', name: 'pg-erp/orders', policy: 'pg-weekly', points: 2 },
        { kind: 'disk', name: 'disk-old', policy: 'disk-daily', deleted: true, points: 1 },
      ],
    },
  ],
};

export const subscription = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6';
