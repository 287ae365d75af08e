// Every way out of the product, aimed at this machine: each kind of connection is tested and used by a real step against a listener
// on loopback, by address and by name. Nobody may knock there. A new kind of connection without a line here fails the suite.
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeTypes } from '../../../nodes/index.ts';
import { type ConnectionKind, connectionKindNames } from '../../../nodes/kit/connection-kinds.ts';
import type { JsonObject } from '../../../nodes/kit/json.ts';
import { type House, openHouse } from '../../../server/services/test/house.ts';

let listener: Server;
let port: number;
let knocks = 0;

beforeAll(async () => {
  listener = createServer((socket) => {
    knocks += 1;
    socket.destroy();
  });
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));
  port = (listener.address() as { port: number }).port;
});
afterAll(() => new Promise((closed) => listener.close(closed)));

interface Way {
  readonly fields: (host: string, at: number) => JsonObject;
  /** A step that uses it, with the params of its first example or these. */
  readonly step: string;
  readonly params?: JsonObject;
}

const guid = '11111111-2222-3333-4444-555555555555';
const vault = `/subscriptions/${guid}/resourceGroups/rg/providers/Microsoft.RecoveryServices/vaults/v`;
const web = (host: string, at: number): string => `https://${host}:${at}`;

const ways: { readonly [kind in ConnectionKind]: Way } = {
  azure: {
    fields: (host, at) => ({
      credential: 'clientSecret',
      cloud: 'custom',
      tenantId: guid,
      clientId: guid,
      clientSecret: 'secret',
      endpoint: web(host, at),
      authority: web(host, at),
    }),
    step: 'azure-backup.list-items',
    params: { vault },
  },
  http: {
    fields: (host, at) => ({ baseUrl: `http://${host}:${at}`, headers: { authorization: 'x' } }),
    step: 'http.request',
    params: { url: '/x' },
  },
  'message-webhook': { fields: (host, at) => ({ flavour: 'generic', url: `http://${host}:${at}/hook` }), step: 'notify.webhook-message' },
  servicenow: { fields: (host, at) => ({ instance: web(host, at), user: 'u', password: 'p' }), step: 'tickets.servicenow-incident' },
  jira: { fields: (host, at) => ({ site: web(host, at), email: 'a@b.c', token: 't' }), step: 'tickets.jira-issue' },
  pagerduty: { fields: (host, at) => ({ routingKey: 'k'.repeat(32), endpoint: web(host, at) }), step: 'tickets.pagerduty-event' },
  github: { fields: (host, at) => ({ api: web(host, at), token: 't' }), step: 'tickets.github-issue' },
  postgres: {
    fields: (host, at) => ({ host, port: at, database: 'd', user: 'u', password: 'p', tls: 'off' }),
    step: 'data.postgres-query',
    params: { sql: 'select 1' },
  },
  smtp: { fields: (host, at) => ({ host, port: at, security: 'none', from: 'a@b.c' }), step: 'notify.email' },
  ssh: {
    fields: (host, at) => ({ host, port: at, user: 'u', password: 'p', fingerprint: `SHA256:${'A'.repeat(43)}` }),
    step: 'data.ssh-command',
  },
};

const hosts = ['127.0.0.1', 'localhost'];
const cases = connectionKindNames.flatMap((kind) => hosts.map((host) => [kind, host] as const));

async function houseOf(kind: ConnectionKind, host: string): Promise<House> {
  return openHouse({ connections: { [kind]: ways[kind].fields(host, port) } });
}

describe('aimed at this machine', () => {
  test.each(cases)('the test of a connection of the kind %s does not reach %s', async (kind, host) => {
    const house = await houseOf(kind, host);
    try {
      const { ok, says, details } = await house.services.test(house.connection(kind), AbortSignal.timeout(15_000));
      expect(ok).toBe(false);
      expect(JSON.stringify([says, details])).toMatch(/may not be called|not a public address/);
      expect(knocks).toBe(0);
    } finally {
      await house.stop();
    }
  });

  test.each(cases)('a step that uses a connection of the kind %s does not reach %s', async (kind, host) => {
    const house = await houseOf(kind, host);
    try {
      const { step: type, params } = ways[kind];
      const example = nodeTypes.find((one) => one.type === type)?.examples[0]?.params;
      const runId = await house.start([
        { id: 'out', type, params: (params ?? example ?? {}) as JsonObject, settings: { retry: { attempts: 1 } } },
      ]);
      const { run, step } = await house.ended(runId);
      expect(run.status).toBe('failed');
      expect(await step('out')).toMatchObject({ status: 'failed', error: { code: 'egress_blocked' } });
      expect(knocks).toBe(0);
    } finally {
      await house.stop();
    }
  });

  test('without a connection, the address that a flow computes is held to the same rules', async () => {
    const house = await openHouse();
    try {
      for (const [type, params] of [
        ['http.request', { url: `{{ 'http://127.0.0.1:' + '${port}' }}` }],
        ['notify.webhook-message', { url: `http://localhost:${port}/x`, text: 'x', title: 'x' }],
      ] as const) {
        const { step } = await house.ended(await house.start([{ id: 'out', type, params, settings: { retry: { attempts: 1 } } }]));
        expect(await step('out')).toMatchObject({ status: 'failed', error: { code: 'egress_blocked' } });
      }
      expect(knocks).toBe(0);
    } finally {
      await house.stop();
    }
  });
});

test('the listener would have noticed: it is knocked at when an administrator allows it', async () => {
  const house = await openHouse({ connections: { http: ways.http.fields('127.0.0.1', port) }, egressAllow: `127.0.0.1:${port}` });
  try {
    await house.services.test(house.connection('http'), AbortSignal.timeout(15_000));
    expect(knocks).toBeGreaterThan(0);
  } finally {
    await house.stop();
  }
});
