import { expect, test } from 'vitest';
import { createEgress } from '../../../server/services/egress.ts';
import { createSsh } from '../../../server/services/ssh.ts';
import { openSshHost } from '../../../server/services/test/ssh-host.ts';
import { execute } from '../../../simulator/hybrid/execute.ts';
import { hosts } from '../../../simulator/hybrid/load.ts';
import { openStore } from '../../../simulator/state/database.ts';
import { loadEstate } from '../../../simulator/state/load.ts';
import { estate } from '../../kit/estate.ts';
import { marsEstate } from '../example-estate.ts';
import { listJobs } from '../scripts/jobs.ts';
import { setPassphrase } from '../scripts/settings.ts';
import { sshCommand } from './over-ssh.ts';
import { requestOf, runOnMachine } from './run.ts';

/** A Windows host as far as we need one: it reads what the bootstrap reads, and the fake agent answers. */
async function windowsHost() {
  const store = openStore(':memory:');
  loadEstate(store, estate(marsEstate()), Date.now(), 1);
  const world = {
    store,
    now: Date.now,
    timeScale: 60,
    pageSize: 200,
    quirks: false,
    newId: () => crypto.randomUUID(),
    newNumber: () => '1',
  } as never;
  const [machine] = hosts({ store });
  const host = await openSshHost({ backup: 'right' }, (channel, input) => {
    const { script, parameters } = JSON.parse(input) as { script: string; parameters: { [name: string]: string } };
    const given = Object.entries(parameters).map(([name, value]) => ({ name, value }));
    const done = execute(world, machine as never, {
      script: Buffer.from(script, 'base64').toString('utf8'),
      parameters: given,
      at: Date.now(),
    });
    channel.write(done.output);
    channel.stderr.write(done.error);
    channel.exit(done.exitCode);
    channel.end();
  });
  const ssh = createSsh({
    egress: createEgress({ allow: `127.0.0.1:${host.port}` }),
    outbox: { practice: false, divert: async () => false },
    effect: 'write',
    signal: new AbortController().signal,
    secrets: async (value) => ({ value, any: false, mask: (answer) => answer }),
    connection: async () => ({ host: '127.0.0.1', port: host.port, user: 'backup', password: 'right', fingerprint: host.fingerprint }),
  });
  return { host, ssh };
}

const call = (operation: typeof listJobs, secrets = {}) => ({
  operation,
  request: requestOf({ count: 5, status: 'All' }),
  secrets,
  variables: {},
  key: 'k',
  limitSeconds: 60,
});

test('a MARS operation goes through SSH and comes back, with nothing of it in the command line', async () => {
  const { host, ssh } = await windowsHost();
  const outcome = await runOnMachine(
    { azure: null as never, ssh },
    { where: 'ssh' },
    call(listJobs),
    new AbortController().signal,
    ({ data }) => ({ port: 'done', data }),
  );
  expect(outcome).toMatchObject({ port: 'done', data: { items: [], total: 0 } });
  expect(host.commands.map(({ command }) => command)).toEqual([sshCommand]);
  await host.close();
});

test('a secret reaches the script and an error of the agent comes back as one', async () => {
  const { host, ssh } = await windowsHost();
  const secret = call(setPassphrase, { Passphrase: 'short' });
  const failed = await runOnMachine({ azure: null as never, ssh }, { where: 'ssh' }, secret, new AbortController().signal, () => ({
    port: 'done',
  })).catch((error: { failure: unknown }) => error.failure);
  expect(failed).toMatchObject({ code: 'mars_failed', azure: { code: 'PassphraseTooShort' } });
  await host.close();
});

test('a practice run says that no server can answer', async () => {
  const practised = {
    target: async () => 'the practice inbox',
    run: async () => ({ exitCode: 0, signal: null, stdout: '', stderr: '', practice: true }),
  };
  const failed = await runOnMachine(
    { azure: null as never, ssh: practised },
    { where: 'ssh' },
    call(listJobs),
    new AbortController().signal,
    () => ({
      port: 'done',
    }),
  ).catch((error: { failure: unknown }) => error.failure);
  expect(failed).toMatchObject({ code: 'machine_unreachable', refused: true });
});
