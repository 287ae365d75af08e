// "Test connection", for every kind. It signs in and looks; it sends no message and changes nothing. Secrets never stand in
// what it says.
import { connectionKinds } from '../../nodes/kit/connection-kinds.ts';
import { failureOf } from '../../nodes/kit/errors.ts';
import { testAzure } from './azure/connection-test.ts';
import type { AzureSession } from './azure/session.ts';
import type { ConnectionTest, NodeNeeds, OpenConnection } from './contract.ts';
import type { Egress } from './egress.ts';
import { verifyMail } from './mail.ts';
import { verifyPostgres } from './postgres.ts';
import { verifySsh } from './ssh.ts';
import { testPagerDuty, testWeb } from './web-test.ts';

interface TestDeps {
  readonly egress: Egress;
  session(connection: OpenConnection): AzureSession;
  readonly signal: AbortSignal;
  readonly needs: () => readonly NodeNeeds[];
}

export async function testConnection(connection: OpenConnection, deps: TestDeps): Promise<ConnectionTest> {
  const complaint = connectionKinds[connection.kind].fields.safeParse(connection.values).error?.issues[0];
  if (complaint) return { ok: false, says: `Not complete: ${complaint.path.join('.')} ${complaint.message}.`, details: [] };
  try {
    return await tests[connection.kind](connection, deps);
  } catch (error) {
    const failure = failureOf(error, 'connection_invalid');
    return { ok: false, says: failure.message, details: failure.cause ? [{ label: 'Cause', value: failure.cause }] : [] };
  }
}

const tests: { readonly [kind in OpenConnection['kind']]: (connection: OpenConnection, deps: TestDeps) => Promise<ConnectionTest> } = {
  azure: (connection, { session, signal, needs }) => testAzure(session(connection), needs(), signal),
  async http({ values }, { egress, signal }) {
    const { baseUrl, headers } = connectionKinds.http.fields.parse(values);
    if (!baseUrl) return { ok: true, says: 'Without a base URL there is nothing to try: the headers are never sent.', details: [] };
    const answer = await egress.fetch({
      method: 'GET',
      url: baseUrl,
      headers,
      secretHeaders: Object.keys(headers),
      signal,
      timeout: 15_000,
    });
    const details = [{ label: 'Status', value: String(answer.status) }];
    if (answer.status === 401 || answer.status === 403) return { ok: false, says: 'It answers, but does not accept the headers.', details };
    return { ok: answer.status < 500, says: answer.status < 500 ? 'It answers.' : 'It answers with an error.', details };
  },
  async 'message-webhook'({ values }, { egress }) {
    const { url } = connectionKinds['message-webhook'].fields.parse(values);
    if (!URL.canParse(url)) return { ok: false, says: 'The address is not a URL.', details: [] };
    const { hostname, port, protocol } = new URL(url);
    await egress.address(hostname, Number(port || (protocol === 'https:' ? 443 : 80)), 'web');
    return { ok: true, says: 'The address can be reached. No message was sent.', details: [{ label: 'Host', value: hostname }] };
  },
  async ssh({ values }, { egress, signal }) {
    const server = connectionKinds.ssh.fields.parse(values);
    await verifySsh(egress, server, signal);
    return { ok: true, says: `${server.host} lets ${server.user} in. No command was run.`, details: [] };
  },
  servicenow: (connection, { egress, signal }) => testWeb(connection, egress, signal),
  jira: (connection, { egress, signal }) => testWeb(connection, egress, signal),
  github: (connection, { egress, signal }) => testWeb(connection, egress, signal),
  pagerduty: (connection, { egress }) => testPagerDuty(connection, egress),
  async postgres({ values }, { egress, signal }) {
    const server = connectionKinds.postgres.fields.parse(values);
    const version = await verifyPostgres(egress, server, signal);
    return {
      ok: true,
      says: `${server.host} lets ${server.user} in to ${server.database}.`,
      details: [{ label: 'PostgreSQL', value: version }],
    };
  },
  async smtp({ values }, { egress }) {
    const server = connectionKinds.smtp.fields.parse(values);
    await verifyMail(egress, server);
    return { ok: true, says: `${server.host} takes messages${server.user ? ` from ${server.user}` : ''}. None was sent.`, details: [] };
  },
};
