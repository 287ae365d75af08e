// Who the caller is, as every sign-in answers it.
import type { Me } from '../../nodes/kit/wire/system.ts';
import { MACHINE, type ProjectActor, recorded } from '../security/actor.ts';
import type { AppDeps } from './deps.ts';

export async function meOf({ stores, version }: Pick<AppDeps, 'stores' | 'version'>, actor: ProjectActor): Promise<Me> {
  const [name, somebody] = await Promise.all([stores.projects.nameOf(actor.projectId), stores.people.any()]);
  return {
    actor: recorded(actor),
    project: { id: actor.projectId, name },
    role: actor.role,
    version,
    admin: actor.admin === true,
    account: actor.kind === 'user' && actor.id !== MACHINE,
    single: !somebody,
    outside: actor.outside === true,
  };
}
