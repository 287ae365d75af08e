// Where a connection's secrets are sent: the fields that decide it. When one of them changes, stored secrets are typed again, so that
// nobody who may edit a connection can have its secret delivered to a place of their own.
import type { ConnectionKind } from './connection-kinds.ts';

const address: { readonly [kind in ConnectionKind]: readonly string[] } = {
  azure: ['cloud', 'endpoint', 'authority', 'ca'],
  http: ['baseUrl'],
  'message-webhook': [],
  servicenow: ['instance'],
  jira: ['site'],
  pagerduty: ['region', 'endpoint'],
  github: ['api'],
  postgres: ['host', 'port', 'tls', 'ca'],
  smtp: ['host', 'port', 'security'],
  ssh: ['host', 'port', 'fingerprint'],
};

/** Does the connection lead elsewhere now? */
export function leadsElsewhere(
  kind: string,
  before: { readonly [name: string]: unknown },
  now: { readonly [name: string]: unknown },
): boolean {
  const fields = Object.hasOwn(address, kind) ? address[kind as ConnectionKind] : [];
  return fields.some((name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(now[name] ?? null));
}

export const addressFields = (kind: ConnectionKind): readonly string[] => address[kind];
