import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { generate } from 'selfsigned';
import { afterEach, describe, expect, test } from 'vitest';
import { type Failure, FailureError } from '../../nodes/kit/errors.ts';
import { createEgress, type Egress, type EgressOptions } from './egress.ts';

const open: (Pick<Server, 'close'> | Egress)[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await new Promise((done) => ('fetch' in one ? void one.close().then(done) : one.close(done)));
});

async function server(answer: RequestListener): Promise<number> {
  const made = createServer(answer);
  await new Promise<void>((listening) => made.listen(0, '127.0.0.1', listening));
  open.push(made);
  return (made.address() as AddressInfo).port;
}

function egress(options: EgressOptions = {}): Egress {
  const made = createEgress(options);
  open.push(made);
  return made;
}

const failureOf = async (work: Promise<unknown>): Promise<Failure> =>
  work.then(
    () => {
      throw new Error('it went through');
    },
    (error: unknown) => {
      if (error instanceof FailureError) return error.failure;
      throw error;
    },
  );

describe('addresses inside the house', () => {
  test.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://017700000001/',
    'http://127.0.0.1.:80/',
    'http://localhost/',
    'http://0.0.0.0/',
    'http://[::1]/',
    'http://[::]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[::7f00:1]/',
    'http://[::127.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[fe80::1]/',
    'http://[fc00::1]/',
    'http://[fd00:ec2::254]/',
    'http://169.254.169.254/metadata/instance',
    'http://2852039166/',
    'http://168.63.129.16/',
    'http://10.0.0.4/',
    'http://172.16.9.9/',
    'http://192.168.1.1/',
    'http://100.64.0.1/',
    'http://192.0.0.170/',
    'http://198.18.0.1/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'http://①②⑦.⓪.⓪.①/',
  ])('%s is not called', async (url) => {
    const failure = await failureOf(egress().fetch({ method: 'GET', url }));
    expect(failure).toMatchObject({ code: 'egress_blocked', refused: true });
  });

  test.each(['ftp://example.com/', 'file:///etc/passwd', 'gopher://example.com/', 'data:text/plain,x'])(
    '%s is no web address',
    async (url) => {
      expect(await failureOf(egress().fetch({ method: 'GET', url }))).toMatchObject({ code: 'egress_blocked' });
    },
  );

  test('a public address is called at the usual ports only', async () => {
    const lookup: EgressOptions['lookup'] = (_host, _options, done) => done(null, [{ address: '93.184.216.34', family: 4 }]);
    expect(await failureOf(egress({ lookup }).fetch({ method: 'GET', url: 'http://example.com:6379/' }))).toMatchObject({
      code: 'egress_blocked',
    });
    await expect(egress({ lookup }).address('example.com', 443, 'web')).resolves.toBe('93.184.216.34');
    await expect(egress({ lookup }).address('example.com', 587, 'mail')).resolves.toBe('93.184.216.34');
  });

  test('a URL with a password in it is refused', async () => {
    expect(
      await failureOf(egress({ allow: '127.0.0.1:9' }).fetch({ method: 'GET', url: 'http://user:secret@127.0.0.1:9/' })),
    ).toMatchObject({ code: 'secret_in_param' });
  });
});

describe('names that change their mind', () => {
  test('a name that leads inside is refused, also when a public address stands beside it', async () => {
    for (const addresses of [['127.0.0.1'], ['93.184.216.34', '10.0.0.1'], ['::ffff:127.0.0.1']]) {
      const lookup: EgressOptions['lookup'] = (_host, _options, done) =>
        done(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        );
      expect(await failureOf(egress({ lookup }).fetch({ method: 'GET', url: 'http://rebind.example.com/' }))).toMatchObject({
        code: 'egress_blocked',
      });
    }
  });

  test('the address that was checked is the one that is connected to: no second look-up', async () => {
    let asked = 0;
    const port = await server((_request, response) => response.end('inside'));
    const lookup: EgressOptions['lookup'] = (_host, _options, done) => {
      asked += 1;
      done(null, [{ address: asked === 1 ? '127.0.0.1' : '93.184.216.34', family: 4 }]);
    };
    const out = egress({ allow: `127.0.0.1:${port}`, lookup });
    expect((await out.fetch({ method: 'GET', url: `http://once.example.com:${port}/` })).body.toString()).toBe('inside');
    expect(asked).toBe(1);
  });
});

describe('TLS', () => {
  async function secure(name: string): Promise<{ readonly port: number; readonly ca: string; readonly asked: string[] }> {
    const common = { keyType: 'ec', algorithm: 'sha256' } as const;
    const root = await generate([{ name: 'commonName', value: 'Test CA' }], {
      ...common,
      extensions: [
        { name: 'basicConstraints', cA: true, critical: true },
        { name: 'keyUsage', keyCertSign: true, critical: true },
      ],
    });
    const leaf = await generate([{ name: 'commonName', value: name }], {
      ...common,
      ca: { key: root.private, cert: root.cert },
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: name }] }],
    });
    const asked: string[] = [];
    const made = createSecureServer({ key: leaf.private, cert: leaf.cert }, (request, response) => {
      asked.push(request.headers.host ?? '');
      response.end('ok');
    });
    await new Promise<void>((listening) => made.listen(0, '127.0.0.1', listening));
    open.push(made);
    return { port: (made.address() as AddressInfo).port, ca: root.cert, asked };
  }
  const here: EgressOptions['lookup'] = (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]);

  test('the certificate is held against the name, although the checked address is connected to', async () => {
    const { port, ca, asked } = await secure('hooks.example.com');
    const out = egress({ allow: `*.example.com:${port}`, lookup: here });
    expect((await out.fetch({ method: 'GET', url: `https://hooks.example.com:${port}/`, ca })).status).toBe(200);
    expect(asked).toEqual([`hooks.example.com:${port}`]);
    expect(await failureOf(out.fetch({ method: 'GET', url: `https://other.example.com:${port}/`, ca }))).toMatchObject({
      code: 'network',
      refused: true,
    });
  });

  test('an authority that is not known is not believed', async () => {
    const { port } = await secure('hooks.example.com');
    const failure = await failureOf(
      egress({ allow: `*.example.com:${port}`, lookup: here }).fetch({ method: 'GET', url: `https://hooks.example.com:${port}/` }),
    );
    expect(failure).toMatchObject({ code: 'network', refused: true });
  });

  test('an address without a way out is passed over for the next', async () => {
    const port = await server((_request, response) => response.end('ok'));
    const lookup: EgressOptions['lookup'] = (_host, _options, done) =>
      done(null, [
        { address: '::ffff:0:1', family: 6 },
        { address: '127.0.0.1', family: 4 },
      ]);
    expect(
      (await egress({ allow: `two.example.com:${port}`, lookup }).fetch({ method: 'GET', url: `http://two.example.com:${port}/` })).status,
    ).toBe(200);
  });
});

describe('redirects', () => {
  test('every hop is checked', async () => {
    const port = await server((_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end());
    expect(
      await failureOf(egress({ allow: `127.0.0.1:${port}` }).fetch({ method: 'GET', url: `http://127.0.0.1:${port}/` })),
    ).toMatchObject({ code: 'egress_blocked' });
  });

  test('secret headers stay with the first origin', async () => {
    const seen: unknown[] = [];
    const second = await server((request, response) => {
      seen.push({ secret: request.headers['x-api-key'], auth: request.headers.authorization, plain: request.headers['x-plain'] });
      response.end('ok');
    });
    const first = await server((_request, response) => response.writeHead(307, { location: `http://127.0.0.1:${second}/there` }).end());
    const out = egress({ allow: `127.0.0.1:${first},127.0.0.1:${second}` });
    const answer = await out.fetch({
      method: 'GET',
      url: `http://127.0.0.1:${first}/`,
      headers: { 'X-Api-Key': 'k', Authorization: 'Bearer t', 'X-Plain': 'p' },
      secretHeaders: ['X-Api-Key'],
    });
    expect(answer.url).toBe(`http://127.0.0.1:${second}/there`);
    expect(seen).toEqual([{ secret: undefined, auth: undefined, plain: 'p' }]);
  });

  test('a POST that is sent elsewhere by 303 becomes a GET without its body', async () => {
    const seen: string[] = [];
    const port = await server((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      if (request.url === '/') response.writeHead(303, { location: '/result' }).end();
      else response.end('ok');
    });
    await egress({ allow: `127.0.0.1:${port}` }).fetch({ method: 'POST', url: `http://127.0.0.1:${port}/`, body: '{}' });
    expect(seen).toEqual(['POST /', 'GET /result']);
  });

  test('a circle ends', async () => {
    const port = await server((_request, response) => response.writeHead(302, { location: '/' }).end());
    const answer = await egress({ allow: `127.0.0.1:${port}` }).fetch({ method: 'GET', url: `http://127.0.0.1:${port}/` });
    expect(answer.status).toBe(302);
  });
});

describe('what an administrator allows', () => {
  test.each([
    ['127.0.0.1:PORT', true],
    ['localhost:PORT', false],
    ['127.0.0.0/8:PORT', true],
    ['127.0.0.1', false],
    ['127.0.0.1:1', false],
    ['*.example.com:PORT', false],
  ])('%s lets 127.0.0.1:PORT through: %s', async (allow, through) => {
    const port = await server((_request, response) => response.end('ok'));
    const work = egress({ allow: allow.replace('PORT', String(port)) }).fetch({ method: 'GET', url: `http://127.0.0.1:${port}/` });
    expect(through ? (await work).status : (await failureOf(work)).code).toBe(through ? 200 : 'egress_blocked');
  });
});

describe('how a call ends', () => {
  test('nobody there: definitely not sent', async () => {
    const port = await server((_request, response) => response.end());
    await new Promise((done) => (open.pop() as Server).close(done));
    expect(
      await failureOf(egress({ allow: `127.0.0.1:${port}` }).fetch({ method: 'POST', url: `http://127.0.0.1:${port}/` })),
    ).toMatchObject({ code: 'network', refused: true });
  });

  test('the line breaks after the request: nobody knows', async () => {
    const port = await server((request) => request.socket.destroy());
    const failure = await failureOf(
      egress({ allow: `127.0.0.1:${port}` }).fetch({ method: 'POST', url: `http://127.0.0.1:${port}/`, body: 'x' }),
    );
    expect(failure).toMatchObject({ code: 'unanswered', unanswered: true });
    expect(failure.refused).toBeUndefined();
  });

  test('no answer in time', async () => {
    const port = await server(() => undefined);
    expect(
      await failureOf(egress({ allow: `127.0.0.1:${port}` }).fetch({ method: 'POST', url: `http://127.0.0.1:${port}/`, timeout: 100 })),
    ).toMatchObject({ code: 'unanswered', unanswered: true });
  });

  test('a packed answer is unpacked, and a bomb is cut at what it unpacks to', async () => {
    const port = await server((request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(request.url === '/bomb' ? Buffer.alloc(20_000_000) : 'hello')),
    );
    const out = egress({ allow: `127.0.0.1:${port}` });
    expect((await out.fetch({ method: 'GET', url: `http://127.0.0.1:${port}/` })).body.toString()).toBe('hello');
    expect((await out.fetch({ method: 'HEAD', url: `http://127.0.0.1:${port}/` })).status).toBe(200);
    expect(await failureOf(out.fetch({ method: 'GET', url: `http://127.0.0.1:${port}/bomb`, maxBytes: 1_000_000 }))).toMatchObject({
      code: 'output_too_large',
    });
  });

  test('an answer without end is cut', async () => {
    const port = await server((_request, response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(65_536)), 1);
      response.on('close', () => clearInterval(timer));
    });
    expect(
      await failureOf(
        egress({ allow: `127.0.0.1:${port}` }).fetch({ method: 'GET', url: `http://127.0.0.1:${port}/`, maxBytes: 1_000_000 }),
      ),
    ).toMatchObject({ code: 'output_too_large' });
  });
});
