// What a connection of a web service comes to in a request: its address, and what goes along to that address and to no other.
// Ticket desks have forms of their own; here they become headers, or a field of the body where the service wants it so.
import { type ConnectionKind, connectionKinds } from '../../nodes/kit/connection-kinds.ts';
import { fail } from '../../nodes/kit/errors.ts';
import type { StepRequest } from '../engine/engine.ts';
import type { OpenConnection } from './contract.ts';

export interface WebAccess {
  readonly baseUrl?: string | undefined;
  readonly headers: { readonly [name: string]: string };
  /** Added to the JSON body of a write. */
  readonly fields?: { readonly [name: string]: string };
}

const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

type Make<K extends ConnectionKind> = (values: ReturnType<(typeof connectionKinds)[K]['fields']['parse']>) => WebAccess;

const makers: { readonly [K in ConnectionKind]?: Make<K> } = {
  http: ({ baseUrl, headers }) => ({ baseUrl, headers }),
  servicenow: ({ instance, user, password, token }) => ({
    baseUrl: instance,
    headers: { authorization: user ? basic(user, password ?? '') : `Bearer ${token ?? ''}` },
  }),
  jira: ({ site, email, token }) => ({ baseUrl: site, headers: { authorization: email ? basic(email, token) : `Bearer ${token}` } }),
  pagerduty: ({ region, routingKey, endpoint }) => ({
    baseUrl: endpoint ?? (region === 'eu' ? 'https://events.eu.pagerduty.com' : 'https://events.pagerduty.com'),
    headers: {},
    fields: { routing_key: routingKey },
  }),
  github: ({ api, token }) => ({
    baseUrl: api,
    headers: { authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28' },
  }),
};

/** Headers of any other name say what is wanted, and may well be repeated. */
const tellsSecret = /auth|cookie|token|key|secret|password|signature/i;

/** What of it must not come back in an answer: with its scheme (`Bearer …`) and without. */
export const secretsOf = ({ headers, fields = {} }: Pick<WebAccess, 'headers' | 'fields'>): readonly string[] => [
  ...Object.entries(headers).flatMap(([name, value]) => (tellsSecret.test(name) ? [value, value.replace(/^\w+ /, '')] : [])),
  ...Object.values(fields),
];

/** The kind of web connection that a step's slot is for. */
export function webKindOf({ flow, node }: Pick<StepRequest, 'flow' | 'node'>): ConnectionKind {
  const kind = flow.connections.find(({ name }) => name === node.connection)?.kind;
  return kind !== undefined && Object.hasOwn(makers, kind) ? (kind as ConnectionKind) : 'http';
}

/** Null: there is no connection, or one that is not for the web. */
export function webAccess(connection: OpenConnection | null): WebAccess | null {
  const make = connection ? (makers[connection.kind] as ((values: unknown) => WebAccess) | undefined) : undefined;
  if (!connection || !make) return null;
  const parsed = connectionKinds[connection.kind].fields.safeParse(connection.values);
  if (parsed.success) return make(parsed.data);
  const [first] = parsed.error.issues;
  throw fail(
    'connection_invalid',
    `The connection “${connection.name}” is not complete: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}.`,
    {
      refused: true,
    },
  );
}
