import { afterEach, describe, expect, test } from 'vitest';
import type { SshConnection } from '../../nodes/kit/connection-kinds.ts';
import type { Effect } from '../../nodes/kit/define.ts';
import type { Failure } from '../../nodes/kit/errors.ts';
import { createEgress } from './egress.ts';
import type { Outbox } from './practice.ts';
import type { StepSecrets } from './secrets.ts';
import { createSsh, verifySsh } from './ssh.ts';
import { openSshHost, type SshCommandHandler, type SshHost } from './test/ssh-host.ts';

const open: SshHost[] = [];
afterEach(async () => {
  for (const host of open.splice(0)) await host.close();
});

const echo: SshCommandHandler = (channel, input) => {
  channel.write(`got ${input}`);
  channel.stderr.write('a warning');
  channel.exit(3);
  channel.end();
};

/** What is opened here is what the handle says, in capitals: enough to see where it ends up. */
const secrets: StepSecrets['open'] = async (value) => {
  const text = JSON.stringify(value);
  const any = text.includes('$secret');
  return {
    value: JSON.parse(text.replaceAll('{"$secret":"input:token/1"}', '"OPENED"')),
    any,
    mask: (answer) => (any ? JSON.parse(JSON.stringify(answer).replaceAll('OPENED', '***')) : answer),
  };
};

async function world(
  handle: SshCommandHandler = echo,
  more: { connection?: Partial<SshConnection>; effect?: Effect; outbox?: Outbox; signal?: AbortSignal; allow?: boolean } = {},
) {
  const host = await openSshHost({ backup: 'right' }, handle);
  open.push(host);
  const connection: SshConnection = {
    host: '127.0.0.1',
    port: host.port,
    user: 'backup',
    password: 'right',
    fingerprint: host.fingerprint,
    ...more.connection,
  };
  const egress = createEgress({ allow: more.allow === false ? '' : `127.0.0.1:${host.port}` });
  const ssh = createSsh({
    egress,
    outbox: more.outbox ?? { practice: false, divert: async () => false },
    effect: more.effect ?? 'write',
    signal: more.signal ?? new AbortController().signal,
    secrets,
    connection: async () => connection,
  });
  return { host, ssh, egress, connection };
}

const failureOf = (promise: Promise<unknown>): Promise<Failure | null> =>
  promise.then(
    () => null,
    (error: { failure: Failure }) => error.failure,
  );

describe('a command over SSH', () => {
  test('gets its input, and answers with output, complaints and exit code', async () => {
    const { ssh, host } = await world();
    expect(await ssh.run({ command: 'powershell.exe -NoProfile', input: { a: [1, 'ü'] } })).toEqual({
      exitCode: 3,
      signal: null,
      stdout: 'got {"a":[1,"ü"]}\n',
      stderr: 'a warning',
    });
    expect(host.commands).toEqual([{ command: 'powershell.exe -NoProfile', input: '{"a":[1,"ü"]}\n' }]);
  });

  test('opens secrets on the way out and masks them in what comes back', async () => {
    const { ssh, host } = await world();
    const answer = await ssh.run({ command: 'x', input: { token: { $secret: 'input:token/1' } } as never });
    expect(host.commands[0]?.input).toBe('{"token":"OPENED"}\n');
    expect(answer.stdout).toBe('got {"token":"***"}\n');
  });

  test('is not sent to a host that shows another key', async () => {
    const { ssh, host } = await world(echo, { connection: { fingerprint: `SHA256:${'A'.repeat(43)}` } });
    const failure = await failureOf(ssh.run({ command: 'x' }));
    expect(failure).toMatchObject({ code: 'connection_invalid', refused: true, cause: expect.stringContaining(host.fingerprint) });
    expect(host.attempts).toEqual([]);
  });

  test('a wrong password is a clear no', async () => {
    const { ssh, host } = await world(echo, { connection: { password: 'wrong' } });
    expect(await failureOf(ssh.run({ command: 'x' }))).toMatchObject({ code: 'connection_invalid', refused: true });
    expect(host.commands).toEqual([]);
  });

  test('a private key that is none is a clear no', async () => {
    const { ssh } = await world(echo, { connection: { password: undefined, privateKey: 'nonsense' } as never });
    expect(await failureOf(ssh.run({ command: 'x' }))).toMatchObject({ code: 'connection_invalid', refused: true });
  });

  test('an address that may not be called is not called', async () => {
    const { ssh, host } = await world(echo, { allow: false });
    expect(await failureOf(ssh.run({ command: 'x' }))).toMatchObject({ code: 'egress_blocked', refused: true });
    expect(host.attempts).toEqual([]);
  });

  test('a host that is not there is a clear no', async () => {
    const { ssh, host } = await world();
    await host.close();
    expect(await failureOf(ssh.run({ command: 'x' }))).toMatchObject({ code: 'network', refused: true });
  });

  test('a connection that breaks while the command runs leaves it open', async () => {
    const { ssh, host } = await world((channel) => {
      channel.write('begun');
      setTimeout(() => void host.close(), 20);
    });
    expect(await failureOf(ssh.run({ command: 'x' }))).toMatchObject({ code: 'unanswered', unanswered: true });
  });

  test('a command that does not end is given up, and nobody knows what it did', async () => {
    const { ssh } = await world(() => undefined);
    expect(await failureOf(ssh.run({ command: 'x', timeout: 300 }))).toMatchObject({ code: 'timed_out', unanswered: true });
  });

  test('a cancelled step gives its command up', async () => {
    const controller = new AbortController();
    const { ssh } = await world(() => setTimeout(() => controller.abort(), 20), { signal: controller.signal });
    expect(await failureOf(ssh.run({ command: 'x' }))).toMatchObject({ code: 'unanswered', unanswered: true });
  });

  test('a step that may only read runs nothing', async () => {
    const { ssh, host } = await world(echo, { effect: 'read' });
    expect(await failureOf(ssh.run({ command: 'x' }))).toMatchObject({ code: 'effect_exceeded' });
    expect(host.attempts).toEqual([]);
  });

  test('a practice run sends nothing, not even the sign-in', async () => {
    const kept: unknown[] = [];
    const outbox: Outbox = { practice: true, divert: async (message) => kept.push(message) > 0 };
    const { ssh, host } = await world(echo, { outbox });
    expect(await ssh.run({ command: 'restart', input: 'x' })).toMatchObject({ practice: true, exitCode: 0 });
    expect(kept).toEqual([{ kind: 'ssh', to: `backup@127.0.0.1:${host.port}`, subject: 'restart', body: 'x' }]);
    expect(host.attempts).toEqual([]);
  });

  test('the test of its connection signs in and runs nothing', async () => {
    const { host, egress, connection } = await world();
    await verifySsh(egress, connection, new AbortController().signal);
    expect(host.attempts).toContain('backup password');
    expect(host.commands).toEqual([]);
  });
});
