// The commands of the guide, as they stand there, run by a shell against the product: what people copy works.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { curlLine } from '../../editor/inspector/hook-curl.ts';
import { flowOf, manual, startTestServer, type TestServer, TOKEN } from '../http/test/running.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const page = readFileSync(new URL('../../docs/guide/start-a-flow.md', import.meta.url), 'utf8');
const commands = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text]) => text as string);

async function hooked(auth: string) {
  const alert = { id: 'alert', type: 'core.webhook', params: { auth, inputs: { vault: '{{ trigger.body.vault }}' } } };
  const document = flowOf([manual, alert], { inputs: [{ name: 'vault', schema: { type: 'string' }, required: true }], edges: [] });
  const { id } = (await server.api('POST', '/api/flows', { document })).body;
  expect((await server.api('POST', `/api/flows/${id}/publish`, { enable: true })).status).toBe(200);
  const { secret, hookUrl } = (await server.api('POST', `/api/flows/${id}/triggers/alert/secret`)).body;
  return { id: id as string, secret: secret as string, hookUrl: hookUrl as string };
}

async function shell(command: string, env: Record<string, string>): Promise<string> {
  const { stdout } = await promisify(execFile)('sh', ['-euc', command], { env: { ...process.env, ...env } });
  return stdout;
}

const authOf = (command: string): string =>
  command.includes('webhook-signature') ? 'standard' : command.includes('X-Hub-Signature') ? 'hmac' : 'token';

test('the guide has a command for every kind of caller', () => {
  expect(commands).toHaveLength(6);
  expect(new Set(commands.filter((command) => command.includes('$HOOK')).map(authOf))).toEqual(new Set(['token', 'standard', 'hmac']));
});

test.each(commands.map((command, index) => [index + 1, command] as const))('command %i of the guide works', async (_number, command) => {
  const { id, secret, hookUrl } = await hooked(authOf(command));
  const env = { VAULTFLOW: server.running.origin, VAULTFLOW_TOKEN: TOKEN, FLOW: id, HOOK: hookUrl, SECRET: secret };
  const said = await shell(command, env);
  const starts = command.includes('$HOOK') || command.includes('/runs');
  expect(said).toMatch(starts ? /^HTTP\/1\.1 202 / : /^HTTP\/1\.1 200 /);
  const { items } = (await server.api('GET', `/api/runs?flow=${id}`)).body;
  expect(items.map(({ inputs }: { inputs: unknown }) => inputs)).toEqual(starts ? [{ vault: 'vault-weu-prod' }] : []);
});

test.each(['token', 'standard', 'hmac', 'none'])(
  'the line that the editor shows for %s works, and fails with another secret',
  async (auth) => {
    const { secret, hookUrl } = await hooked(auth);
    const line = (known: string) => `${curlLine(hookUrl, auth, known)} -s -o /dev/null -w '%{http_code}'`;
    expect(await shell(line(secret), {})).toBe('202');
    if (auth !== 'none') expect(await shell(line('whsec_Z3Vlc3NlZA=='), {})).toBe('401');
  },
);
