import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

test('the shape of an operation comes with its body and its result', async () => {
  const { status, body } = await server.api('GET', '/api/node-types/azure-backup.operation/forms/Backups_Trigger');
  expect(status).toBe(200);
  expect(Object.keys(body.params.properties)).toEqual(['path', 'body']);
  expect(body.params.properties.body.$ref).toBe('#/$defs/BackupRequestResource');
});

test.each([
  '/api/node-types/azure-backup.operation/forms/Backups_Erase',
  '/api/node-types/azure-backup.operation/forms/constructor',
  '/api/node-types/core.set/forms/anything',
  '/api/node-types/none/forms/anything',
])('%s is not there', async (path) => {
  expect(await server.api('GET', path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
});
