import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flowOf, manual, startTestServer, type TestServer, TOKEN } from '../http/test/running.ts';
import { exportFlow } from './export.ts';
import { importFile } from './import.ts';
import { test as testFlow } from './test.ts';

const folder = mkdtempSync(join(tmpdir(), 'vaultflow-second-file-'));
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

function context() {
  const { port } = server.running.server.address() as { port: number };
  const said = { out: '', err: '' };
  const env = { VAULTFLOW_URL: `http://127.0.0.1:${port}`, VAULTFLOW_TOKEN: TOKEN };
  return {
    said,
    env,
    out(text: string) {
      said.out += text;
    },
    err(text: string) {
      said.err += text;
    },
  };
}

test('samples and tests go with their flow, out into a second file, in again, and the tests run by id and from the file', async () => {
  const ask = { id: 'ask', type: 'http.request', params: { method: 'GET', url: 'https://example.com/' } };
  const { id } = (await server.api('POST', '/api/flows', { document: flowOf([manual, ask]) })).body;
  const path = join(folder, 'asks.flow.json');
  await exportFlow([id, '--out', path], context());
  expect(existsSync(join(folder, 'asks.samples.json'))).toBe(false);

  await server.api('POST', `/api/flows/${id}/tests`, { test: { name: 'asks', answers: { ask: { result: { status: 200 } } } } });
  await server.api('POST', `/api/flows/${id}/tests`, { test: { name: 'lonely' } });
  await server.api('PUT', `/api/flows/${id}/samples`, { samples: { ask: { status: 204 } } });
  await exportFlow([id, '--out', path], context());
  expect(JSON.parse(readFileSync(join(folder, 'asks.samples.json'), 'utf8'))).toMatchObject({
    format: 1,
    samples: { ask: { status: 204 } },
    tests: [{ name: 'asks' }, { name: 'lonely' }],
  });

  const imported = context();
  await importFile([path, '--json'], imported);
  const again = JSON.parse(imported.said.out).id;
  expect((await server.api('GET', `/api/flows/${again}/tests`)).body.items).toHaveLength(2);

  const byId = context();
  expect(await testFlow([again], byId)).toBe(1);
  expect(byId.said.out).toContain('ok    asks');
  expect(byId.said.out).toContain('FAIL  lonely');
  expect(await testFlow([again, '--name', 'asks'], context())).toBe(0);
  expect(await testFlow([path, '--name', 'asks'], context())).toBe(0);
});
