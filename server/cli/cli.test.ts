import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flowOf, manual } from '../http/test/running.ts';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const folder = mkdtempSync(join(tmpdir(), 'vaultflow-cli-'));
const env: NodeJS.ProcessEnv & { VAULTFLOW_DATA: string } = { ...process.env, VAULTFLOW_DATA: join(folder, 'data'), PORT: '0' };

async function vaultflow(...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['bin/vaultflow.js', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, out, err };
}

const file = (name: string, document: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof document === 'string' ? document : JSON.stringify(document));
  return path;
};
const good = flowOf([manual, { id: 'names', type: 'core.set', params: { values: { text: '{{ "hello " + inputs.who }}' } } }], {
  name: 'From a file',
  inputs: [{ name: 'who', schema: { type: 'string' }, required: true }],
});
const broken = flowOf([manual, { id: 'names', type: 'core.set', params: { values: { text: '{{ inputs.ghost }}' } } }]);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('without a server', () => {
  test('validate says what is wrong, where, and by its exit code', async () => {
    const ended = await vaultflow('validate', file('good.flow.json', good), file('broken.flow.json', broken), file('half.json', '{'));
    expect(ended.code).toBe(1);
    expect(ended.out).toContain('good.flow.json: ok');
    expect(ended.out).toMatch(/broken\.flow\.json\/nodes\/1\/params\/values\/text: .*\(unknown_input\)/);
    expect(ended.err).toContain('half.json is not JSON');
  });

  test('the shipped templates are valid', async () => {
    expect((await vaultflow('validate', 'templates/nightly-backup-report.template.json')).code).toBe(0);
  });

  test('every command says what it takes', async () => {
    const all = (await vaultflow('--help')).out;
    for (const name of ['serve', 'link', 'run', 'validate', 'export', 'import', 'runs', 'logs'] as const) {
      const help = await vaultflow(name, '--help');
      expect(help, name).toMatchObject({ code: 0, err: '' });
      expect(help.out, name).toMatch(new RegExp(`^vaultflow ${name}`));
      expect(all).toContain(`  ${name}`);
    }
    expect((await vaultflow('runs', '-h')).out).toContain('--status failed,…');
    expect((await vaultflow('fly', '--help')).code).toBe(2);
  });

  test('whoever calls it wrongly is told how, and where no server answers why', async () => {
    const unknown = await vaultflow('flow');
    expect([unknown.code, unknown.err]).toEqual([2, 'There is no command “flow”. Did you mean “flows”? vaultflow help lists all.\n']);
    const flag = await vaultflow('runs', '--colour');
    expect([flag.code, flag.err]).toEqual([2, "Unknown option '--colour'\nvaultflow runs --help says what it takes.\n"]);
    const away = await vaultflow('flows');
    expect(away.code).toBe(3);
    expect(away.err).toContain(`In ${env.VAULTFLOW_DATA} no server has left its address.`);
    expect(away.err).toContain('set VAULTFLOW_DATA');
  });

  test('a secret input comes from the environment and is not printed', async () => {
    const asks = flowOf([manual, { id: 'keep', type: 'core.set', params: { values: { all: '{{ inputs }}' } } }], {
      inputs: [{ name: 'pw', schema: { type: 'string' }, required: true, secret: true }],
    });
    env.TEST_PASSWORD = 'never-on-a-command-line';
    const ended = await vaultflow('run', file('asks.flow.json', asks), '--secret', 'pw=TEST_PASSWORD', '--json');
    expect(ended).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(ended.out).run.inputs.pw.$secret).toMatch(/^input:pw\//);
    expect(ended.out).not.toContain('never-on-a-command-line');
    expect((await vaultflow('run', file('asks.flow.json', asks), '--secret', 'pw=NOT_SET')).err).toContain('NOT_SET');
  });

  test('run executes a file to its end', async () => {
    const ended = await vaultflow('run', file('good.flow.json', good), '--input', 'who=world', '--json');
    expect(ended.err).toBe('');
    expect(ended.code).toBe(0);
    expect(JSON.parse(ended.out)).toMatchObject({ run: { status: 'succeeded', inputs: { who: 'world' } } });
  });

  test('run on the practice subscription prints what it would have sent', async () => {
    const ended = await vaultflow('run', 'templates/nightly-backup-report.template.json');
    expect(ended.code).toBe(0);
    expect(ended.out).toContain('would have sent');
  });

  test('run refuses inputs that do not fit, and files that are not there', async () => {
    const missing = await vaultflow('run', file('good.flow.json', good));
    expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('“who” is missing')]);
    expect((await vaultflow('run', 'ghost.flow.json')).err).toContain('There is no file ghost.flow.json');
    expect((await vaultflow('run', file('good.flow.json', good), '--input', 'who')).err).toContain('name=value');
  });

  test('commands that need a server say how to start one', async () => {
    const ended = await vaultflow('runs');
    expect([ended.code, ended.err]).toEqual([3, expect.stringContaining('vaultflow serve')]);
    for (const command of [['run', 'flow_1'], ['logs', 'run-1'], ['export', 'flow_1'], ['import', file('good.flow.json', good)], ['link']])
      expect((await vaultflow(...command)).code, command[0]).toBe(3);
  });

  test('a run that fails ends with 1', async () => {
    const failing = flowOf([manual, { id: 'end', type: 'core.stop', params: { status: 'failed', message: 'No vault.' } }]);
    const ended = await vaultflow('run', file('failing.flow.json', failing));
    expect([ended.code, ended.err]).toEqual([1, expect.stringContaining('No vault.')]);
  });

  test('validate says it as JSON too, also of files that cannot be read', async () => {
    const ended = await vaultflow('validate', '--json', file('good.flow.json', good), file('broken.flow.json', broken), 'ghost.json');
    expect([ended.code, ended.err]).toEqual([1, '']);
    expect(JSON.parse(ended.out)).toMatchObject([
      { ok: true, problems: [] },
      { ok: false, problems: [{ code: 'unknown_input', path: '/nodes/1/params/values/text' }] },
      { ok: false, problems: [{ code: 'not_found' }] },
    ]);
  });

  test('unknown commands and options end with 2', async () => {
    expect((await vaultflow('fly')).code).toBe(2);
    expect((await vaultflow('runs', '--fly')).code).toBe(2);
    for (const command of ['run', 'validate', 'export', 'import', 'logs']) expect((await vaultflow(command)).code, command).toBe(2);
    expect((await vaultflow('run', file('good.flow.json', good), '--input', 'who')).code).toBe(2);
    expect((await vaultflow('--help')).out).toContain('vaultflow <command>');
    expect((await vaultflow('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('with a server', () => {
  let server: ChildProcess;
  let said = '';
  beforeAll(async () => {
    server = spawn(process.execPath, ['bin/vaultflow.js', 'serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    server.stdout?.on('data', (chunk) => {
      said += chunk;
    });
    if (server.stdout) await once(server.stdout, 'data');
  }, 60_000);
  afterAll(async () => {
    if (server.exitCode !== null) return;
    server.kill('SIGTERM');
    await once(server, 'exit');
  });

  test('it printed one line with one link', () => {
    expect(said).toMatch(/^Vaultflow is running: http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{32}\n$/);
  });

  test('a folder is imported file by file: bad ones are named with their line, the others are there with their samples and tests', async () => {
    const lines = (...changes: readonly [string, string][]) =>
      changes.reduce((text, [from, to]) => text.replace(from, to), JSON.stringify({ ...good, name: 'In a folder' }, null, 2));
    mkdirSync(join(folder, 'repo/Nightly'), { recursive: true });
    file(
      'repo/Nightly/fine.flow.json',
      lines(['"name": "In a folder"', '"name": "In a folder",\n  "folder": "Nightly",\n  "tags": ["sql"]']),
    );
    file('repo/Nightly/fine.samples.json', {
      format: 1,
      samples: { names: { text: 'hello' } },
      tests: [{ name: 'Greets', inputs: { who: 'you' } }],
    });
    file('repo/comma.flow.json', lines(['"format": 1,', '"format": 1']));
    file('repo/typeless.flow.json', lines(['"type": "core.set"', '"kind": "core.set"']));
    const ended = await vaultflow('import', join(folder, 'repo'));
    expect(ended.code).toBe(1);
    expect(ended.err).toMatch(/comma\.flow\.json: line 3: This is not JSON/);
    expect(ended.err).toMatch(/typeless\.flow\.json: line \d+: \/nodes\/1\/type/);
    expect(ended.err).toContain('1 of 3 files imported.');
    const listed = await vaultflow('flows', '--folder', 'Nightly');
    expect(listed.out).toMatch(/^flow_\S+ {2}not published {2}not run yet +Nightly\/In a folder #sql\n$/);
    const out = join(folder, 'out');
    const exported = await vaultflow('export', '--all', '--to', out);
    expect(exported.out.split('\n')).toContain(join(out, 'Nightly/in-a-folder.samples.json'));
    expect(JSON.parse(readFileSync(join(out, 'Nightly/in-a-folder.flow.json'), 'utf8'))).toMatchObject({
      folder: 'Nightly',
      tags: ['sql'],
    });
    expect(JSON.parse(readFileSync(join(out, 'Nightly/in-a-folder.samples.json'), 'utf8'))).toMatchObject({
      samples: { names: { text: 'hello' } },
      tests: [{ name: 'Greets' }],
    });
    const [flow] = JSON.parse((await vaultflow('flows', '--tag', 'sql', '--json')).out);
    const run = await vaultflow('run', flow.id, '--input', 'who=you', '--wait');
    expect([run.code, run.err]).toEqual([0, 'The flow was never published: this runs its draft.\n']);
    expect((await vaultflow('flows', '--state', 'tired')).code).toBe(1);
  });

  test('a flow is imported, run, looked at and exported, without any setting', async () => {
    const imported = await vaultflow('import', file('good.flow.json', good));
    const id = /^flow (\S+)/.exec(imported.out)?.[1] ?? '';
    const run = await vaultflow('run', id, '--input', 'who=world', '--wait');
    expect([run.code, run.out]).toEqual([0, expect.stringMatching(/^run #\d+ \S+: succeeded\n$/)]);
    const [, number = '', runId = ''] = /run (#\d+) (\S+):/.exec(run.out) ?? [];
    expect((await vaultflow('runs', '--flow', id)).out).toMatch(new RegExp(`^${number} .* succeeded .* From a file\n$`));
    expect((await vaultflow('logs', runId)).out).toMatch(
      new RegExp(`${number} From a file: succeeded\nsucceeded .* start\nsucceeded .* names\n`),
    );
    const copy = join(folder, 'copy.flow.json');
    await vaultflow('export', id, '--out', copy);
    expect(JSON.parse(readFileSync(copy, 'utf8')).nodes).toHaveLength(2);
    const bad = await vaultflow('run', id);
    expect([bad.code, bad.err]).toEqual([1, expect.stringContaining('/inputs/who')]);
    const asked = async () => JSON.parse((await vaultflow('run', id, '--input', 'who=again', '--key', 'ticket-4711', '--json')).out).runId;
    expect(await asked()).toBe(await asked());
    expect(JSON.parse((await vaultflow('import', '--json', copy)).out)).toMatchObject({ kind: 'flow', name: 'From a file', problems: [] });
  });

  test('link prints a fresh link, each time another', async () => {
    const links = [(await vaultflow('link')).out, (await vaultflow('link')).out];
    expect(links[0]).toMatch(/#token=/);
    expect(links[0]).not.toBe(links[1]);
  });

  test('a second server on the same data folder is refused with a sentence', async () => {
    const second = await vaultflow('serve');
    expect([second.code, second.err]).toEqual([1, expect.stringContaining('Another Vaultflow process is using')]);
  });

  test('asked to stop it ends in order and leaves no token behind', async () => {
    const note = join(env.VAULTFLOW_DATA, 'server.json');
    expect(existsSync(note)).toBe(true);
    server.kill('SIGTERM');
    const [code] = await once(server, 'exit');
    expect(code).toBe(0);
    expect(existsSync(note)).toBe(false);
  });
});
