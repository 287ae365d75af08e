// Is this process ready, and how does the machine stand. The parts are asked elsewhere; here is only who may see what.
import type { operationsRoutes } from '../../nodes/kit/wire/operations.ts';
import { iso } from '../store/iso.ts';
import { refuse } from '../store/refusal.ts';
import type { AppDeps } from './deps.ts';
import type { Handlers } from './registry.ts';

export function operationsHandlers({ readiness, operations, backups, stores }: AppDeps): Handlers<typeof operationsRoutes> {
  return {
    async ready({ response }) {
      const found = await readiness();
      response.status(found.ok ? 200 : 503);
      return found;
    },
    async backupNow({ actor }) {
      if (!backups) throw refuse('conflict', 'Everything is in PostgreSQL: its own backup is the one to use.');
      const { name, at, bytes, path } = await backups.now();
      await stores.audit.record(actor, 'backup.made', name, { bytes });
      return { name, at: iso(at), bytes, path };
    },
    operations: ({ actor }) => operations(actor),
  };
}
