// Signing in and one's own account: password, second step, sessions, API tokens. What is secret goes in and never comes back, but for
// the one answer in which it is made.
import { z } from 'zod';
import { route } from './route.ts';
import { meSchema } from './system.ts';

const isoTime = z.iso.datetime();
const projectRole = z.enum(['viewer', 'operator', 'editor', 'owner']);
const secretText = z.string().min(1).max(400);

const signInWaysSchema = z.object({
  /** Somebody has an account here: name and password are asked for. */
  password: z.boolean(),
  /** The organisation's own sign-in; its name, or null where none is set up. */
  provider: z.string().nullable(),
});

const invitationSchema = z.object({
  login: z.string(),
  name: z.string(),
  /** An account that is there already gets a new password. */
  reset: z.boolean(),
  until: isoTime,
});

const accountSchema = z.object({
  /** False: signed in by the link of the machine, without an account. */
  own: z.boolean(),
  login: z.string().nullable(),
  name: z.string(),
  admin: z.boolean(),
  hasPassword: z.boolean(),
  /** Signs in through the organisation's provider. */
  provider: z.boolean(),
  secondStep: z.boolean(),
  recoveryCodesLeft: z.int(),
});

const sessionSchema = z.object({
  id: z.string(),
  current: z.boolean(),
  createdAt: isoTime,
  seenAt: isoTime,
  from: z.string().nullable(),
  browser: z.string().nullable(),
});

const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** How it begins: tells which one it is. */
  start: z.string(),
  projectId: z.string(),
  role: projectRole,
  createdAt: isoTime,
  expiresAt: isoTime,
  lastUsedAt: isoTime.nullable(),
  /** Whom it belongs to. */
  person: z.object({ id: z.string(), name: z.string() }),
});

export const accountRoutes = {
  signInWays: route({
    method: 'GET',
    path: '/api/session/ways',
    access: 'public',
    tag: 'account',
    summary: 'How one can sign in here',
    answer: signInWaysSchema,
  }),
  signIn: route({
    method: 'POST',
    path: '/api/session/password',
    access: 'public',
    tag: 'account',
    summary: 'Sign in with name and password, and with the code of the second step where one is set up',
    body: z.strictObject({ login: z.string().min(1).max(200), password: secretText, code: z.string().max(40).optional() }),
    answer: meSchema,
    status: 201,
    errors: ['unauthenticated', 'second_step_needed', 'too_many_requests'],
  }),
  startProviderSignIn: route({
    method: 'GET',
    path: '/api/session/provider',
    access: 'public',
    tag: 'account',
    summary: 'Sends the browser to the organisation’s own sign-in',
    produces: 'text/html',
    errors: ['not_found'],
  }),
  endProviderSignIn: route({
    method: 'GET',
    path: '/api/session/provider/callback',
    access: 'public',
    tag: 'account',
    summary: 'Where the organisation’s sign-in sends the browser back to',
    produces: 'text/html',
    errors: ['not_found', 'unauthenticated'],
  }),
  readInvitation: route({
    method: 'POST',
    path: '/api/invitation',
    access: 'public',
    tag: 'account',
    summary: 'Whom an invitation is for',
    body: z.strictObject({ token: secretText }),
    answer: invitationSchema,
    errors: ['not_found', 'too_many_requests'],
  }),
  acceptInvitation: route({
    method: 'POST',
    path: '/api/invitation/accept',
    access: 'public',
    tag: 'account',
    summary: 'Choose a password by invitation, and be signed in',
    body: z.strictObject({ token: secretText, password: secretText, name: z.string().min(1).max(100).optional() }),
    answer: meSchema,
    status: 201,
    errors: ['not_found', 'too_many_requests'],
  }),
  createFirstAccount: route({
    method: 'POST',
    path: '/api/account/first',
    access: 'admin',
    tag: 'account',
    summary: 'The first account, for whoever holds the machine; it looks after the installation',
    body: z.strictObject({ login: z.string().min(1).max(200), name: z.string().min(1).max(100), password: secretText }),
    answer: meSchema,
    status: 201,
    errors: ['conflict'],
  }),
  account: route({
    method: 'GET',
    path: '/api/account',
    access: 'self',
    tag: 'account',
    summary: 'My account',
    answer: accountSchema,
  }),
  changePassword: route({
    method: 'POST',
    path: '/api/account/password',
    access: 'self',
    tag: 'account',
    summary: 'Choose another password; ends all other sessions',
    body: z.strictObject({ present: z.string().max(400), password: secretText }),
    errors: ['forbidden'],
  }),
  startSecondStep: route({
    method: 'POST',
    path: '/api/account/second-step',
    access: 'self',
    tag: 'account',
    summary: 'A new secret for an authenticator app; it counts once a code of it was given',
    body: z.strictObject({ password: z.string().max(400) }),
    answer: z.object({ secret: z.string(), uri: z.string() }),
    status: 201,
    errors: ['forbidden'],
  }),
  confirmSecondStep: route({
    method: 'POST',
    path: '/api/account/second-step/confirm',
    access: 'self',
    tag: 'account',
    summary: 'Switch the second step on with a code of the app; answers recovery codes, once',
    body: z.strictObject({ code: z.string().max(40) }),
    answer: z.object({ recoveryCodes: z.array(z.string()) }),
    errors: ['forbidden', 'conflict'],
  }),
  endSecondStep: route({
    method: 'POST',
    path: '/api/account/second-step/off',
    access: 'self',
    tag: 'account',
    summary: 'Switch the second step off',
    body: z.strictObject({ password: z.string().max(400) }),
    errors: ['forbidden'],
  }),
  listSessions: route({
    method: 'GET',
    path: '/api/account/sessions',
    access: 'self',
    tag: 'account',
    summary: 'Where I am signed in',
    answer: z.object({ items: z.array(sessionSchema) }),
  }),
  endSessions: route({
    method: 'DELETE',
    path: '/api/account/sessions',
    access: 'self',
    tag: 'account',
    summary: 'Sign out everywhere, here too',
  }),
  endSession: route({
    method: 'DELETE',
    path: '/api/account/sessions/:id',
    access: 'self',
    tag: 'account',
    summary: 'Sign out one browser',
    errors: ['not_found'],
  }),
  listTokens: route({
    method: 'GET',
    path: '/api/account/tokens',
    access: 'self',
    tag: 'account',
    summary: 'My API tokens, of all projects',
    answer: z.object({ items: z.array(tokenSchema) }),
  }),
  createToken: route({
    method: 'POST',
    path: '/api/account/tokens',
    access: 'viewer',
    tag: 'account',
    summary: 'A token for scripts in this project, with my rights or fewer; shown in this answer and never again',
    body: z.strictObject({
      name: z.string().min(1).max(100),
      role: projectRole,
      /** Days until it ends. */
      days: z.int().min(1).max(366).default(90),
    }),
    answer: tokenSchema.extend({ token: z.string() }),
    status: 201,
    errors: ['forbidden', 'conflict'],
  }),
  deleteToken: route({
    method: 'DELETE',
    path: '/api/account/tokens/:id',
    access: 'self',
    tag: 'account',
    summary: 'End one of my tokens at once',
    errors: ['not_found'],
  }),
} as const;

export type SignInWays = z.infer<typeof signInWaysSchema>;
export type ApiToken = z.infer<typeof tokenSchema>;
export type Invitation = z.infer<typeof invitationSchema>;
