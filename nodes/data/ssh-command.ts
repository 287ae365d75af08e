// Runs one command on another machine over SSH. Values go to its standard input, never into its text; the step waits for its end.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { durationMs } from '../kit/duration.ts';
import { fail } from '../kit/errors.ts';
import { anything, duration, flag, longText } from '../kit/fields.ts';
import type { Json } from '../kit/json.ts';

export default defineNode({
  type: 'data.ssh-command',
  version: 1,
  group: 'http',
  section: 'Web and data',
  title: 'SSH command',
  summary: 'Runs a command on another machine over SSH.',
  icon: 'server',
  keywords: ['shell', 'bash', 'remote', 'linux', 'appliance', 'script'],
  connection: 'ssh',
  effect: 'write',
  params: z.object({
    command: longText({
      title: 'Command',
      description: 'Run by the shell of the other machine as it is. Put values into the input, not in here.',
      ui: { lines: 3, placeholder: 'cat > /tmp/report.json' },
    }).min(1),
    input: anything({
      title: 'Input',
      description: 'Given to the command on its standard input: text as it is, a value as JSON.',
      ui: { widget: 'multiline', language: 'json', lines: 4 },
    }).optional(),
    timeout: duration({ title: 'Time limit', description: 'At most an hour.', ui: { advanced: true } }).default('PT5M'),
    failOnError: flag({ title: 'Fail when its exit code is not 0', ui: { advanced: true } }).default(true),
    safeToRepeat: flag({
      title: 'Running it twice does no harm',
      description: 'Then it is run again when it is not known whether it ran; otherwise a person is asked.',
      ui: { advanced: true },
    }).default(false),
  }),
  ports: ['done'],
  result: z.object({
    exitCode: z.int().nullable(),
    output: z.string(),
    error: z.string(),
    json: z.json().nullable().meta({ title: 'Output as a value', description: 'When the output is JSON.' }),
    practice: z.boolean(),
  }),
  line: '{command}',
  async run({ params, ssh }) {
    const answer = await ssh.run({
      command: params.command,
      ...(params.input === undefined ? {} : { input: params.input }),
      timeout: Math.min(durationMs(params.timeout) ?? 300_000, 3_600_000),
    });
    if (answer.exitCode !== 0 && params.failOnError)
      throw fail(
        'node_failed',
        answer.exitCode === null ? `The command was ended by ${answer.signal}.` : `The command ended with exit code ${answer.exitCode}.`,
        {
          cause: (answer.stderr || answer.stdout).slice(-2_000),
        },
      );
    return {
      port: 'done',
      data: {
        exitCode: answer.exitCode,
        output: answer.stdout,
        error: answer.stderr,
        json: parsed(answer.stdout),
        practice: answer.practice ?? false,
      },
    };
  },
  async recover({ params }) {
    return params.safeToRepeat ? 'didNot' : 'unknown';
  },
  examples: [
    {
      name: 'What the machine answers',
      given: { ssh: { 'cat /etc/backup.json': { stdout: '{"agent":"5.2"}' } } },
      params: { command: 'cat /etc/backup.json' },
      expect: { port: 'done', data: { exitCode: 0, json: { agent: '5.2' }, practice: false } },
    },
    {
      name: 'A value on its standard input',
      given: { ssh: { cat: {} } },
      params: { command: 'cat', input: { vm: "it's; rm -rf /" } },
      expect: { data: { json: { vm: "it's; rm -rf /" } } },
    },
    {
      name: 'It fails, and the flow wants to know how',
      given: { ssh: { 'test -f /nowhere': { exitCode: 1 } } },
      params: { command: 'test -f /nowhere', failOnError: false },
      expect: { data: { exitCode: 1, output: '' } },
    },
    {
      name: 'It fails',
      given: { ssh: { 'systemctl start backup': { exitCode: 5, stderr: 'Unit backup.service not found.' } } },
      params: { command: 'systemctl start backup' },
      expect: { failed: { code: 'node_failed', cause: 'Unit backup.service not found.' } },
    },
  ],
});

function parsed(output: string): Json {
  try {
    return JSON.parse(output) as Json;
  } catch {
    return null;
  }
}
