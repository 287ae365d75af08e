// People, groups and projects over HTTP: who may come in, and where to. Only those who look after the installation get here, but for
// what a project says of itself.
import type { Grant, Person, Project, peopleRoutes } from '../../nodes/kit/wire/people.ts';
import type { ProjectActor } from '../security/actor.ts';
import { iso } from '../store/iso.ts';
import type { StoredPerson } from '../store/people.ts';
import type { StoredProject } from '../store/project-list.ts';
import { notFound, refuse } from '../store/refusal.ts';
import type { AppDeps } from './deps.ts';
import type { Handlers } from './registry.ts';

const time = (at: number | null): string | null => (at === null ? null : iso(at));

export function peopleHandlers(deps: AppDeps): Handlers<typeof peopleRoutes> {
  const { stores, identity, signIn } = deps;

  const personView = (person: StoredPerson, shutUntil: number | null): Person => {
    const { createdAt, lastSignInAt, invitedUntil, grants, fromGroups, ...rest } = person;
    return {
      ...rest,
      grants: [...grants],
      fromGroups: [...fromGroups],
      createdAt: iso(createdAt),
      lastSignInAt: time(lastSignInAt),
      invitedUntil: time(invitedUntil),
      shutUntil: time(shutUntil),
    };
  };

  const personNow = async (person: StoredPerson): Promise<Person> => personView(person, await signIn.shutUntil(person.login));

  const projectView = (project: StoredProject, role: Grant['role']): Project => ({ ...project, createdAt: iso(project.createdAt), role });

  const invitationLink = (token: string): string => `${deps.publicUrl()}/#invitation=${token}`;

  async function invited(id: string, token: string, until: number) {
    return { person: await personNow(await stores.people.get(id)), url: invitationLink(token), until: iso(until) };
  }

  /** Where everybody is the machine's owner, nobody can be told from anybody: first comes an account of one's own. */
  async function demandAccounts(): Promise<void> {
    if (!(await stores.people.any())) throw refuse('conflict', 'Make an account for yourself first: then you can invite others.');
  }

  async function projectsOf(actor: ProjectActor): Promise<Project[]> {
    const rights = await identity.rights(actor);
    const all = await stores.projects.list();
    return all.flatMap((project) => {
      const role = rights.admin ? 'owner' : rights.roles.get(project.id);
      return role ? [projectView(project, role)] : [];
    });
  }

  return {
    async listPeople() {
      const [people, shut] = await Promise.all([stores.people.list(), signIn.shutDoors()]);
      return { items: people.map((person) => personView(person, shut.get(person.login) ?? null)) };
    },

    async invitePerson({ actor, body }) {
      await demandAccounts();
      const { token, hash } = signIn.newInvitation();
      const { id, until } = await stores.credentials.invite(actor, body, hash);
      return invited(id, token, until);
    },
    async savePerson({ actor, params, body }) {
      if (params.id === actor.id && (body.disabled === true || body.admin === false))
        throw refuse('conflict', 'You cannot shut yourself out. Somebody else who looks after the installation can.');
      return personNow(await stores.people.save(actor, params.id, body));
    },
    async deletePerson({ actor, params }) {
      if (params.id === actor.id) throw refuse('conflict', 'You cannot take yourself out.');
      await stores.people.remove(actor, params.id);
    },
    async resetPerson({ actor, params }) {
      const { token, hash } = signIn.newInvitation();
      return invited(params.id, token, await stores.credentials.reset(actor, params.id, hash));
    },

    listGroups: async () => ({ items: await stores.groups.rules() }),
    saveGroups: async ({ actor, body }) => ({ items: await stores.groups.save(actor, body.items) }),

    listProjects: async ({ actor }) => ({ items: await projectsOf(actor) }),
    async createProject({ actor, body }) {
      const practice = { kind: 'azure', name: 'Practice subscription', fields: { credential: 'practice' }, isDefault: true };
      const project = await stores.projects.create(actor, body.name, (tx, owner) => stores.connections.createIn(tx, owner, practice));
      return projectView(project, 'owner');
    },
    saveProject: async ({ actor, body }) => projectView(await stores.projects.save(actor, body), actor.role),

    async useProject({ actor, body, request }) {
      const project = (await projectsOf(actor)).find(({ id }) => id === body.id);
      if (!project) throw notFound('project', body.id);
      const session = identity.sessionHash(request.headers);
      if (session) await stores.signIns.openWith(session, project.id);
      return project;
    },

    listMembers: async ({ actor }) => ({ items: await stores.people.members(actor.projectId) }),
  };
}
