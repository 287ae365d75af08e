// "Test connection" for ticket desks: one question that changes nothing and that only somebody who is signed in gets answered.
import type { ConnectionTest, OpenConnection } from './contract.ts';
import type { Egress } from './egress.ts';
import { webAccess } from './web-access.ts';

interface Probe {
  readonly path: string;
  /** Who we are, as the answer says. */
  who(body: { readonly [name: string]: unknown }): unknown;
}

const probes: { readonly [kind: string]: Probe } = {
  github: { path: '/user', who: ({ login }) => login },
  jira: { path: '/rest/api/2/myself', who: ({ displayName, name }) => displayName ?? name },
  servicenow: {
    path: '/api/now/table/incident?sysparm_limit=1&sysparm_fields=number',
    who: () => undefined,
  },
};

export async function testWeb(connection: OpenConnection, egress: Egress, signal: AbortSignal): Promise<ConnectionTest> {
  const access = webAccess(connection);
  const probe = probes[connection.kind];
  const base = access?.baseUrl?.replace(/\/+$/, '') ?? '';
  if (!access || !probe || base === '') return { ok: false, says: 'Not complete.', details: [] };
  const answer = await egress.fetch({
    method: 'GET',
    url: `${base}${probe.path}`,
    headers: { accept: 'application/json', 'user-agent': 'Vaultflow', ...access.headers },
    secretHeaders: Object.keys(access.headers),
    signal,
    timeout: 15_000,
  });
  const details = [
    { label: 'Address', value: base },
    { label: 'Status', value: String(answer.status) },
  ];
  if (answer.status === 401 || answer.status === 403) return { ok: false, says: 'It answers, but does not let this account in.', details };
  if (answer.status >= 400) return { ok: false, says: `It answers with ${answer.status}. Is the address right?`, details };
  const who = nameIn(answer.body, probe);
  if (who === null) return { ok: false, says: 'Something answers there, but not this service. Is the address right?', details };
  return { ok: true, says: who === '' ? 'Signed in.' : `Signed in as ${who}.`, details };
}

/** Null: the answer is not what the service would say. */
function nameIn(body: Buffer, probe: Probe): string | null {
  try {
    const found: unknown = JSON.parse(body.toString('utf8'));
    if (typeof found !== 'object' || found === null) return null;
    const who = probe.who(found as { readonly [name: string]: unknown });
    return typeof who === 'string' ? who : '';
  } catch {
    return null;
  }
}

/** Events can only be sent, so all that can be tried is whether the way is open. */
export async function testPagerDuty(connection: OpenConnection, egress: Egress): Promise<ConnectionTest> {
  const base = webAccess(connection)?.baseUrl ?? '';
  const { hostname, port, protocol } = new URL(base);
  await egress.address(hostname, Number(port || (protocol === 'https:' ? 443 : 80)), 'web');
  return {
    ok: true,
    says: 'PagerDuty can be reached. Whether the key is right shows with the first event.',
    details: [{ label: 'Host', value: hostname }],
  };
}
