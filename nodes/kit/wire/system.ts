// The rest of the API: health, sign-in, node types, connections, the home page, the practice inbox.
import { z } from 'zod';
import { nodeTypeJsonSchema } from '../node-type-json.ts';
import { actorSchema } from '../records.ts';
import { listQuery, pageOf } from './flows.ts';
import { json } from './json.ts';
import { route } from './route.ts';

const isoTime = z.iso.datetime();

export const meSchema = z.object({
  actor: actorSchema,
  project: z.object({ id: z.string(), name: z.string() }),
  role: z.enum(['viewer', 'operator', 'editor', 'owner']),
  version: z.string(),
  /** Looks after the whole installation. */
  admin: z.boolean(),
  /** Signed in with an account, not by the link of the machine. */
  account: z.boolean(),
  /** Nobody has an account yet: this installation is one person's. */
  single: z.boolean(),
  /** Has no role in any project. */
  outside: z.boolean(),
});

const connectionSchema = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  /** The practice subscription. */
  practice: z.boolean(),
  /** Fills new slots of its kind. */
  isDefault: z.boolean(),
  /** Fields that are no secrets, as given. */
  fields: z.record(z.string(), json),
  /** Names of secret fields that are set. Their values never come back. */
  secretsSet: z.array(z.string()),
  createdAt: isoTime,
  createdBy: actorSchema,
  usedByFlows: z.int(),
  lastTest: z.object({ at: isoTime, ok: z.boolean(), says: z.string() }).nullable(),
});

/** How a form for a kind of connection looks: JSON Schema of its fields; secret ones are marked `ui.secret`. */
const connectionKindSchema = z.object({
  kind: z.string(),
  title: z.string(),
  summary: z.string(),
  fields: z.record(z.string(), json),
});

const testAnswerSchema = z.object({
  ok: z.boolean(),
  says: z.string(),
  details: z.array(z.object({ label: z.string(), value: z.string() })),
});

const overviewSchema = z.object({
  /** Practice or real: the default Azure connection. */
  connection: z.object({ id: z.string(), name: z.string(), practice: z.boolean() }).nullable(),
  needsPerson: z.array(
    z.object({ runId: z.string(), number: z.int(), flowName: z.string(), stepKey: z.string(), title: z.string(), says: z.string() }),
  ),
  runningNow: z.object({ count: z.int(), waiting: z.int() }),
  failedSinceYesterday: z.object({ count: z.int(), says: z.string() }),
  nextDue: z.object({ at: isoTime, flowName: z.string() }).nullable(),
  armed: z.int(),
});

/** Kept apart from the overview because it asks Azure: it may be slow, it may fail. */
const estateSchema = z.object({
  at: isoTime,
  vaults: z.int(),
  items: z.int(),
  /** Last backup succeeded and is not late. */
  safe: z.int(),
  failing: z.int(),
  late: z.int(),
  days: z.array(z.object({ day: z.string(), ok: z.int(), failed: z.int() })),
  worst: z.array(z.object({ name: z.string(), says: z.string() })),
});

const inboxMessageSchema = z.object({
  id: z.string(),
  at: isoTime,
  runId: z.string().nullable(),
  flowName: z.string().nullable(),
  /** `mail`, `webhook`, `http`. */
  kind: z.string(),
  to: z.string(),
  subject: z.string(),
  body: json,
});

export const systemRoutes = {
  health: route({
    method: 'GET',
    path: '/api/health',
    access: 'public',
    tag: 'system',
    summary: 'Is the server up',
    answer: z.object({ ok: z.boolean(), version: z.string() }),
  }),
  live: route({
    method: 'GET',
    path: '/api/health/live',
    access: 'public',
    tag: 'system',
    summary: 'Does the process answer: for orchestrators, says nothing else',
    answer: z.object({ ok: z.literal(true) }),
  }),
  openApi: route({
    method: 'GET',
    path: '/api/openapi.json',
    access: 'public',
    tag: 'system',
    summary: 'This API as OpenAPI 3.1',
    answer: z.record(z.string(), json),
  }),
  metrics: route({
    method: 'GET',
    path: '/metrics',
    access: 'viewer',
    tag: 'system',
    summary: 'Prometheus metrics',
    produces: 'text/plain',
  }),
  createSession: route({
    method: 'POST',
    path: '/api/session',
    access: 'public',
    tag: 'system',
    summary: 'Sign in with the single-use token of the start link',
    body: z.object({ token: z.string().max(200) }),
    answer: meSchema,
    status: 201,
    errors: ['unauthenticated'],
  }),
  deleteSession: route({ method: 'DELETE', path: '/api/session', access: 'self', tag: 'system', summary: 'Sign out' }),
  createLink: route({
    method: 'POST',
    path: '/api/session/link',
    access: 'admin',
    tag: 'system',
    summary: 'A fresh single-use link that signs a browser in; for whoever holds the machine',
    answer: z.object({ url: z.string() }),
    status: 201,
  }),
  me: route({ method: 'GET', path: '/api/me', access: 'self', tag: 'system', summary: 'Who am I', answer: meSchema }),
  nodeTypes: route({
    method: 'GET',
    path: '/api/node-types',
    access: 'viewer',
    tag: 'nodes',
    summary: 'Every type of step: its form, ports, result, examples',
    answer: z.object({ items: z.array(nodeTypeJsonSchema) }),
  }),
  nodeChoices: route({
    method: 'POST',
    path: '/api/node-types/:type/choices/:name',
    access: 'viewer',
    tag: 'nodes',
    summary: 'Live choices for a field',
    body: z.object({
      params: z.record(z.string(), json).default({}),
      search: z.string().max(200).default(''),
      flowId: z.string().optional(),
      slot: z.string().optional(),
      connectionId: z.string().optional(),
    }),
    answer: z.object({ items: z.array(z.object({ value: z.string(), label: z.string(), detail: z.string().optional() })) }),
  }),
  nodeForm: route({
    method: 'GET',
    path: '/api/node-types/:type/forms/:value',
    access: 'viewer',
    tag: 'nodes',
    summary: 'Shape of the params and the result that follow from one param: the fields of an operation',
    answer: z.object({ params: z.record(z.string(), json), result: z.record(z.string(), json) }),
  }),
  connectionKinds: route({
    method: 'GET',
    path: '/api/connection-kinds',
    access: 'viewer',
    tag: 'connections',
    summary: 'Kinds of connections and their forms',
    answer: z.object({ items: z.array(connectionKindSchema) }),
  }),
  listConnections: route({
    method: 'GET',
    path: '/api/connections',
    access: 'viewer',
    tag: 'connections',
    summary: 'Connections; secrets never come back',
    answer: pageOf(connectionSchema),
  }),
  createConnection: route({
    method: 'POST',
    path: '/api/connections',
    access: 'owner',
    tag: 'connections',
    summary: 'Store access to a system',
    body: z.object({
      kind: z.string(),
      name: z.string().min(1).max(100),
      fields: z.record(z.string(), json),
      isDefault: z.boolean().optional(),
    }),
    answer: connectionSchema,
    status: 201,
  }),
  getConnection: route({
    method: 'GET',
    path: '/api/connections/:id',
    access: 'viewer',
    tag: 'connections',
    summary: 'A connection',
    answer: connectionSchema,
  }),
  saveConnection: route({
    method: 'PUT',
    path: '/api/connections/:id',
    access: 'owner',
    tag: 'connections',
    summary: 'Change a connection; secrets left out stay as they are',
    body: z.object({
      name: z.string().min(1).max(100).optional(),
      fields: z.record(z.string(), json).optional(),
      isDefault: z.boolean().optional(),
    }),
    answer: connectionSchema,
  }),
  deleteConnection: route({
    method: 'DELETE',
    path: '/api/connections/:id',
    access: 'owner',
    tag: 'connections',
    summary: 'Delete a connection that no flow uses',
    errors: ['conflict'],
  }),
  testConnection: route({
    method: 'POST',
    path: '/api/connections/:id/test',
    access: 'editor',
    tag: 'connections',
    summary: 'Who am I there, and what do I see',
    answer: testAnswerSchema,
  }),
  overview: route({
    method: 'GET',
    path: '/api/overview',
    access: 'viewer',
    tag: 'home',
    summary: 'What needs me, what runs, what failed, what is next',
    answer: overviewSchema,
  }),
  estate: route({
    method: 'GET',
    path: '/api/overview/estate',
    access: 'viewer',
    tag: 'home',
    summary: 'How many items are safe, 30 days',
    answer: estateSchema,
  }),
  inbox: route({
    method: 'GET',
    path: '/api/practice/inbox',
    access: 'viewer',
    tag: 'home',
    summary: 'Messages that practice runs would have sent',
    query: listQuery.extend({ run: z.string().optional() }),
    answer: pageOf(inboxMessageSchema),
  }),
  hook: route({
    method: 'ANY',
    path: '/hooks/:id',
    access: 'public',
    tag: 'hooks',
    summary: 'Start a flow from a third-party system: 202 when accepted',
    readsBody: true,
    answer: z.object({
      /** Null: somebody listens in the editor; the call was kept as sample data. */
      runId: z.string().nullable(),
      status: z.string(),
      /** Where the run can be read, with a sign-in. */
      run: z.string().nullable(),
    }),
    status: 202,
    errors: [
      'hook_disabled',
      'hook_secret_replaced',
      'unauthenticated',
      'inputs_invalid',
      'method_not_allowed',
      'too_many_requests',
      'body_too_large',
      'unsupported_media_type',
    ],
  }),
} as const;

export type Me = z.infer<typeof meSchema>;
export type Connection = z.infer<typeof connectionSchema>;
export type ConnectionKind = z.infer<typeof connectionKindSchema>;
export type Overview = z.infer<typeof overviewSchema>;
export type EstateView = z.infer<typeof estateSchema>;
export type InboxMessage = z.infer<typeof inboxMessageSchema>;
