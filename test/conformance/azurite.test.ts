// The blob steps and the simulator's blob service against Azurite, Microsoft's own emulator of Azure Storage: the same requests, the
// same answers. Needs `azurite-blob` on the PATH or in AZURITE_BLOB (`npm install --global azurite`); see docs/guide/azurite.md.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import createContainer from '../../nodes/azure/create-container.ts';
import deleteBlob from '../../nodes/azure/delete-blob.ts';
import downloadBlob from '../../nodes/azure/download-blob.ts';
import listBlobs from '../../nodes/azure/list-blobs.ts';
import uploadBlob from '../../nodes/azure/upload-blob.ts';
import type { AzureDataAnswer, AzureDataRequest } from '../../nodes/kit/capabilities-azure.ts';
import type { NodeType } from '../../nodes/kit/define.ts';
import { FailureError, fail } from '../../nodes/kit/errors.ts';
import { estate } from '../../nodes/kit/estate.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import { tokenFor } from '../../simulator/test/data-plane.ts';

const command = process.env.AZURITE_BLOB ?? 'azurite-blob';
const installed = spawnSync(command, ['--version'], { encoding: 'utf8' }).status === 0;
if (!installed) process.stderr.write('azurite-blob is not installed: the blob steps were not tried against Azurite.\n');

/** Azurite's published account; it opens nothing but an emulator. */
const account = 'devstoreaccount1';
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const blobs = `https://${account}.blob.core.windows.net`;

type Send = (request: AzureDataRequest) => Promise<AzureDataAnswer>;

const answered = async (response: Response): Promise<AzureDataAnswer> => {
  const body = await response.text();
  if (response.status >= 400)
    throw fail('azure_error', 'refused', { azure: { code: response.headers.get('x-ms-error-code') ?? '', status: response.status } });
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
};

/** Signs as Storage wants it of whoever holds the account's key. */
function azurite(port: number): Send {
  return async ({ method, url: wanted, headers = {}, body }) => {
    const url = new URL(wanted);
    const content = typeof body === 'string' ? body : '';
    const all: { [name: string]: string } = { ...headers, 'x-ms-version': '2023-11-03', 'x-ms-date': new Date().toUTCString() };
    const of = (name: string) => all[name] ?? '';
    const size = new TextEncoder().encode(content).length;
    const own = Object.keys(all)
      .filter((name) => name.startsWith('x-ms-'))
      .sort()
      .map((name) => `${name}:${all[name]}`);
    const query = [...url.searchParams].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name.toLowerCase()}:${value}`);
    const signed = [
      method,
      '',
      '',
      size === 0 ? '' : String(size),
      '',
      of('content-type'),
      '',
      '',
      of('if-match'),
      of('if-none-match'),
      '',
      '',
      ...own,
    ];
    const resource = [`/${account}/${account}${url.pathname}`, ...query].join('\n');
    const signature = createHmac('sha256', Buffer.from(accountKey, 'base64'))
      .update(`${signed.join('\n')}\n${resource}`)
      .digest('base64');
    return answered(
      await fetch(`http://127.0.0.1:${port}/${account}${url.pathname}${url.search}`, {
        method,
        headers: { ...all, authorization: `SharedKey ${account}:${signature}` },
        ...(body === undefined ? {} : { body: content }),
      }),
    );
  };
}

async function simulated(): Promise<Send> {
  const simulator = createSimulator({ file: ':memory:', estate: estate({ storageAccounts: [{ name: account }] }) });
  const authorization = `Bearer ${await tokenFor(simulator, 'https://storage.azure.com')}`;
  return async ({ method, url, headers = {}, body }) =>
    answered(
      await simulator.handle(
        new Request(url, {
          method,
          headers: { ...headers, authorization, 'x-ms-version': '2023-11-03' },
          ...(typeof body === 'string' ? { body } : {}),
        }),
      ),
    );
}

/** One step, as the engine would call it; what changes from time to time is left out of what it gives. */
async function step(send: Send, type: NodeType, params: object): Promise<unknown> {
  const context = { params: type.params.parse({ account: blobs, ...params }), key: 'k', now: Date.now(), azure: { data: send } };
  try {
    const outcome = (await type.run?.(context as never)) as { port: string; data: object; list?: { items: AsyncIterable<object> } };
    const items = outcome.list ? await Array.fromAsync(outcome.list.items) : null;
    return { port: outcome.port, ...stable(outcome.data), ...(items ? { items: items.map(stable) } : {}) };
  } catch (error) {
    if (error instanceof FailureError) return { code: error.failure.code, azure: error.failure.azure };
    throw error;
  }
}

const stable = (entry: object): object =>
  Object.fromEntries(
    Object.entries(entry)
      .filter(([name]) => name !== 'tier')
      .map(([name, value]) => [name, name === 'etag' ? /0x/.test(String(value)) : name === 'modified' ? value !== null : value]),
  );

async function script(send: Send): Promise<unknown[]> {
  const rows = {
    count: 1,
    async *[Symbol.asyncIterator]() {
      yield { name: 'vm,1', ok: true };
    },
  };
  const container = { container: 'daily' };
  return [
    await step(send, createContainer, container),
    await step(send, createContainer, container),
    await step(send, uploadBlob, { ...container, blob: 'a/é & b.txt', text: 'grüße' }),
    await step(send, uploadBlob, { ...container, blob: 'a/rows.csv', content: 'csv', rows }),
    await step(send, uploadBlob, { ...container, blob: 'a/rows.csv', text: 'again', ifExists: 'fail' }),
    await step(send, uploadBlob, { container: 'nowhere', blob: 'x', text: 'x' }),
    await step(send, listBlobs, { ...container, prefix: 'a/' }),
    await step(send, listBlobs, { ...container, prefix: 'none' }),
    await step(send, downloadBlob, { ...container, blob: 'a/rows.csv', as: 'csv' }),
    await step(send, downloadBlob, { ...container, blob: 'a/é & b.txt' }),
    await step(send, downloadBlob, { ...container, blob: 'nowhere' }),
    await step(send, deleteBlob, { ...container, blob: 'a/rows.csv', ifEtag: '0x8D000000000000' }),
    await step(send, deleteBlob, { ...container, blob: 'a/rows.csv' }),
    await step(send, deleteBlob, { ...container, blob: 'a/rows.csv' }),
    await step(send, listBlobs, container),
  ];
}

describe.runIf(installed)('Azurite', () => {
  const data = mkdtempSync(join(tmpdir(), 'azurite-'));
  let server: ChildProcess;
  let port = 0;

  beforeAll(async () => {
    port = await new Promise<number>((done) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const { port: free } = probe.address() as { port: number };
        probe.close(() => done(free));
      });
    });
    server = spawn(
      command,
      ['--location', data, '--blobHost', '127.0.0.1', '--blobPort', String(port), '--skipApiVersionCheck', '--silent'],
      { stdio: 'ignore' },
    );
    for (const until = Date.now() + 30_000; Date.now() < until; await new Promise((next) => setTimeout(next, 100))) {
      if (
        await fetch(`http://127.0.0.1:${port}/`).then(
          () => true,
          () => false,
        )
      )
        return;
    }
    throw new Error('Azurite does not answer');
  }, 40_000);

  afterAll(async () => {
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
    rmSync(data, { recursive: true, force: true });
  });

  test('answers every step as the practice subscription does', async () => {
    const [real, ours] = [await script(azurite(port)), await script(await simulated())];
    expect(ours).toEqual(real);
    expect(real.map((one) => (one as { port?: string }).port ?? (one as { azure: { code: string } }).azure.code)).toEqual(
      'done done done done BlobAlreadyExists ContainerNotFound done done found found missing ConditionNotMet done done done'.split(' '),
    );
  });
});
