// Who may come in: people and their roles in projects, invitations, groups of the organisation's sign-in, and the projects themselves.
import { z } from 'zod';
import { route } from './route.ts';

const isoTime = z.iso.datetime();
const projectRole = z.enum(['viewer', 'operator', 'editor', 'owner']);
const login = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\s\p{C}]+$/u, 'must be an e-mail address or a name without spaces');

const grantSchema = z.object({ projectId: z.string(), role: projectRole });

const personSchema = z.object({
  id: z.string(),
  login: z.string(),
  name: z.string(),
  admin: z.boolean(),
  /** Roles given here. */
  grants: z.array(grantSchema),
  /** Roles that follow from the organisation's groups, as of the last sign-in. */
  fromGroups: z.array(grantSchema),
  hasPassword: z.boolean(),
  provider: z.boolean(),
  secondStep: z.boolean(),
  disabled: z.boolean(),
  createdAt: isoTime,
  lastSignInAt: isoTime.nullable(),
  /** Sign-ins are shut until then, after wrong passwords. */
  shutUntil: isoTime.nullable(),
  /** An invitation is open until then. */
  invitedUntil: isoTime.nullable(),
});

const invitedSchema = z.object({ person: personSchema, url: z.string(), until: isoTime });

const groupSchema = z.object({ group: z.string().min(1).max(200), admin: z.boolean(), grants: z.array(grantSchema).max(200) });

const projectSchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: isoTime,
  /** My role in it. */
  role: projectRole,
  settings: z.object({
    /** Who else has to agree before a step deletes: nobody, in real subscriptions, or in practice too. */
    fourEyes: z.enum(['off', 'real', 'always']),
    /** Somebody else has to agree before a version is published. */
    reviewPublishing: z.boolean(),
  }),
});

const memberSchema = z.object({ id: z.string(), login: z.string(), name: z.string(), role: projectRole, fromGroups: z.boolean() });

export const peopleRoutes = {
  listPeople: route({
    method: 'GET',
    path: '/api/people',
    access: 'admin',
    tag: 'people',
    summary: 'Everybody who may come in, and with which roles',
    answer: z.object({ items: z.array(personSchema) }),
  }),
  invitePerson: route({
    method: 'POST',
    path: '/api/people',
    access: 'admin',
    tag: 'people',
    summary: 'Invite somebody: answers a link, good once and for three days',
    body: z.strictObject({
      login,
      name: z.string().min(1).max(100),
      admin: z.boolean().default(false),
      grants: z.array(grantSchema).max(200).default([]),
    }),
    answer: invitedSchema,
    status: 201,
    errors: ['conflict'],
  }),
  savePerson: route({
    method: 'PUT',
    path: '/api/people/:id',
    access: 'admin',
    tag: 'people',
    summary: 'Change name, roles or whether somebody may come in; it holds for the next request they make',
    body: z.strictObject({
      name: z.string().min(1).max(100).optional(),
      admin: z.boolean().optional(),
      disabled: z.boolean().optional(),
      grants: z.array(grantSchema).max(200).optional(),
    }),
    answer: personSchema,
    errors: ['not_found', 'conflict'],
  }),
  deletePerson: route({
    method: 'DELETE',
    path: '/api/people/:id',
    access: 'admin',
    tag: 'people',
    summary: 'Take somebody out for good, with sessions and tokens',
    errors: ['not_found', 'conflict'],
  }),
  resetPerson: route({
    method: 'POST',
    path: '/api/people/:id/reset',
    access: 'admin',
    tag: 'people',
    summary: 'A link for a new password; switches the second step off and ends all sessions',
    answer: invitedSchema,
    status: 201,
    errors: ['not_found'],
  }),
  listGroups: route({
    method: 'GET',
    path: '/api/groups',
    access: 'admin',
    tag: 'people',
    summary: 'What the groups of the organisation’s sign-in may do here',
    answer: z.object({ items: z.array(groupSchema) }),
  }),
  saveGroups: route({
    method: 'PUT',
    path: '/api/groups',
    access: 'admin',
    tag: 'people',
    summary: 'Set what the groups may do; it holds at once',
    body: z.strictObject({ items: z.array(groupSchema).max(500) }),
    answer: z.object({ items: z.array(groupSchema) }),
  }),
  listProjects: route({
    method: 'GET',
    path: '/api/projects',
    access: 'self',
    tag: 'projects',
    summary: 'Projects in which I have a role',
    answer: z.object({ items: z.array(projectSchema) }),
  }),
  createProject: route({
    method: 'POST',
    path: '/api/projects',
    access: 'admin',
    tag: 'projects',
    summary: 'A new project, with a practice subscription',
    body: z.strictObject({ name: z.string().trim().min(1).max(100) }),
    answer: projectSchema,
    status: 201,
    errors: ['conflict'],
  }),
  saveProject: route({
    method: 'PUT',
    path: '/api/project',
    access: 'owner',
    tag: 'projects',
    summary: 'Name and rules of this project',
    body: z.strictObject({
      name: z.string().trim().min(1).max(100).optional(),
      fourEyes: z.enum(['off', 'real', 'always']).optional(),
      reviewPublishing: z.boolean().optional(),
    }),
    answer: projectSchema,
    errors: ['conflict'],
  }),
  useProject: route({
    method: 'POST',
    path: '/api/project/use',
    access: 'self',
    tag: 'projects',
    summary: 'Which project this browser opens with from now on',
    body: z.strictObject({ id: z.string().min(1).max(100) }),
    answer: projectSchema,
    errors: ['not_found'],
  }),
  listMembers: route({
    method: 'GET',
    path: '/api/project/members',
    access: 'viewer',
    tag: 'projects',
    summary: 'Who has a role in this project',
    answer: z.object({ items: z.array(memberSchema) }),
  }),
} as const;

export type Person = z.infer<typeof personSchema>;
export type Project = z.infer<typeof projectSchema>;
export type Grant = z.infer<typeof grantSchema>;
export type GroupGrants = z.infer<typeof groupSchema>;
