// Addresses that lead inside, in every spelling that a URL or a resolver may give them, and what other machines do to send a call
// there after all: redirects, names that change their mind, answers without end.
import type { LookupAddress } from 'node:dns';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { type Failure, FailureError } from '../../../nodes/kit/errors.ts';
import { createEgress, type Egress, type EgressOptions } from '../../../server/services/egress.ts';

const servers: Server[] = [];
const ways: Egress[] = [];
afterEach(async () => {
  await Promise.all(ways.splice(0).map((way) => way.close()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
});

const egress = (options: EgressOptions = {}): Egress => {
  const made = createEgress(options);
  ways.push(made);
  return made;
};
async function serve(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return (server.address() as AddressInfo).port;
}
const failureOf = (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => Promise.reject(new Error('it went through')),
    (error: unknown) => (error instanceof FailureError ? error.failure : Promise.reject(error)),
  );
const blocked = { code: 'egress_blocked', refused: true };

/** Loopback, link-local (Azure's metadata address above all), private, shared, test, multicast and reserved networks. */
const spellings = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '0',
  '0.0.0.0',
  '127.0.0.1.',
  'localhost',
  'LOCALHOST',
  '127%2e0%2e0%2e1',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[::7f00:1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2001::1]',
  '[fe80::1]',
  '[fc00::1]',
  '[fd12:3456::1]',
  '[fd00:ec2::254]',
  '[ff02::1]',
  '[2001:db8::1]',
  '[100::1]',
  '[fec0::1]',
  '169.254.169.254',
  '169.254.0.1',
  '2852039166',
  '0xa9fea9fe',
  '[::ffff:a9fe:a9fe]',
  '[64:ff9b::a9fe:a9fe]',
  '168.63.129.16',
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '192.168.255.255',
  '100.64.0.1',
  '100.127.255.255',
  '192.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '198.51.100.1',
  '203.0.113.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
];

describe('addresses inside', () => {
  test.each(spellings)('http://%s/ is not called', async (host) => {
    expect(await failureOf(egress().fetch({ method: 'GET', url: `http://${host}/` }))).toMatchObject(blocked);
  });

  test.each(['ftp', 'file', 'gopher', 'data', 'javascript', 'ws', 'dict', 'ldap', 'unix', 'blob'])('%s: is no way out', async (scheme) => {
    expect(await failureOf(egress().fetch({ method: 'GET', url: `${scheme}://example.com/x` }))).toMatchObject({ refused: true });
  });

  test.each([21, 22, 23, 25, 53, 111, 135, 139, 389, 445, 1433, 2375, 2379, 3306, 3389, 5432, 5985, 6379, 8080, 9200, 10250, 11211, 27017])(
    'a public address is not called at port %i',
    async (port) => {
      const lookup: EgressOptions['lookup'] = (_host, _options, done) => done(null, [{ address: '93.184.216.34', family: 4 }]);
      expect(await failureOf(egress({ lookup }).fetch({ method: 'GET', url: `http://example.com:${port}/` }))).toMatchObject(blocked);
    },
  );
});

describe('names', () => {
  const inside = [
    '127.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    '169.254.169.254',
    '10.1.2.3',
    'fe80::1%eth0',
    'fd00::1',
    '0.0.0.0',
    '100.100.100.200',
  ];
  test.each(inside)('a name that leads to %s is refused, alone and beside a public address', async (address) => {
    for (const addresses of [[address], ['93.184.216.34', address], [address, '93.184.216.34']]) {
      const found: LookupAddress[] = addresses.map((one) => ({ address: one, family: one.includes(':') ? 6 : 4 }));
      const lookup: EgressOptions['lookup'] = (_host, _options, done) => done(null, found);
      const way = egress({ lookup });
      expect(await failureOf(way.fetch({ method: 'GET', url: 'http://rebind.example.com/' }))).toMatchObject(blocked);
      for (const [port, purpose] of [
        [587, 'mail'],
        [22, 'ssh'],
        [5432, 'database'],
        [443, 'web'],
      ] as const)
        expect(await failureOf(way.address('rebind.example.com', port, purpose))).toMatchObject(blocked);
    }
  });

  test('a name that answers differently each time is asked once for each connection, and that answer is used', async () => {
    const port = await serve((_request, response) => response.end('inside'));
    let asked = 0;
    const lookup: EgressOptions['lookup'] = (_host, _options, done) => {
      asked += 1;
      done(null, [{ address: asked % 2 === 1 ? '93.184.216.34' : '127.0.0.1', family: 4 }]);
    };
    const way = egress({ lookup, allow: `93.184.216.34:${port}` });
    expect(await way.address('flip.example.com', port, 'web')).toBe('93.184.216.34');
    expect(await failureOf(way.address('flip.example.com', port, 'web'))).toMatchObject(blocked);
  });
});

describe('what another server answers', () => {
  test.each([
    'http://169.254.169.254/metadata/instance',
    'http://127.0.0.1:1/',
    '//10.0.0.1/',
    'http://[::1]/',
    'file:///etc/passwd',
    'http://2130706433/',
    'gopher://127.0.0.1/',
    'javascript:alert(1)',
    'http://localhost/',
    'http://user:pass@example.com/',
  ])('a redirect to %s is not followed', async (location) => {
    for (const status of [301, 302, 303, 307, 308]) {
      const port = await serve((_request, response) => response.writeHead(status, { location }).end());
      const failure = await failureOf(egress({ allow: `127.0.0.1:${port}` }).fetch({ method: 'GET', url: `http://127.0.0.1:${port}/` }));
      expect(['egress_blocked', 'secret_in_param']).toContain(failure.code);
    }
  });

  test('credentials do not travel to another origin', async () => {
    const seen: object[] = [];
    const second = await serve((request, response) => {
      seen.push({ auth: request.headers.authorization, cookie: request.headers.cookie, key: request.headers['x-api-key'] });
      response.end('ok');
    });
    const first = await serve((_request, response) => response.writeHead(307, { location: `http://127.0.0.1:${second}/` }).end());
    await egress({ allow: `127.0.0.1:${first},127.0.0.1:${second}` }).fetch({
      method: 'GET',
      url: `http://127.0.0.1:${first}/`,
      headers: { authorization: 'Bearer x', cookie: 'a=b', 'x-api-key': 'k' },
      secretHeaders: ['x-api-key'],
    });
    expect(seen).toEqual([{ auth: undefined, cookie: undefined, key: undefined }]);
  });

  test.each<[string, RequestListener]>([
    ['bytes without end', (_request, response) => void setInterval(() => response.write(Buffer.alloc(65_536)), 1).unref()],
    [
      'a packed bomb',
      (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(30_000_000))),
    ],
  ])('%s are cut at the limit', async (_name, answer) => {
    const port = await serve(answer);
    const work = egress({ allow: `127.0.0.1:${port}` }).fetch({ method: 'GET', url: `http://127.0.0.1:${port}/`, maxBytes: 200_000 });
    expect(await failureOf(work)).toMatchObject({ code: 'output_too_large' });
  });

  test.each<[string, RequestListener]>([
    ['nothing', () => undefined],
    ['a byte now and then', (_request, response) => void setInterval(() => response.write('x'), 20).unref()],
    ['headers without end', (_request, response) => void response.socket?.write('HTTP/1.1 200 OK\r\n')],
  ])('%s ends with the time of the call', async (_name, answer) => {
    const port = await serve(answer);
    const work = egress({ allow: `127.0.0.1:${port}` }).fetch({ method: 'GET', url: `http://127.0.0.1:${port}/`, timeout: 150 });
    expect(await failureOf(work)).toMatchObject({ code: 'unanswered' });
  });
});
