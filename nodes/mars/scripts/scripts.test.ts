import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { documented, parametersOf, valuesOf, windows } from '../test/catalogue.ts';
import { powershell, type Script } from '../test/powershell.ts';
import { bootstrap } from '../transport/over-ssh.ts';
import { operations, runbookText } from './all.ts';
import { scriptOf } from './script.ts';

let read: (text: string) => Script;
beforeAll(async () => {
  read = await powershell();
});

const texts: readonly (readonly [string, string])[] = [
  ...operations.map((operation): [string, string] => [operation.name, scriptOf(operation)]),
  ['runbook', runbookText],
  ['bootstrap for SSH', bootstrap],
];

/** Keys of the table that a script splats: `$Keep = @{ 'A' = … }` and `$Keep['B'] = …`. */
function keysOf(text: string, variable: string): { readonly [key: string]: string } {
  const literal = new RegExp(`\\$${variable} = @\\{([^}]*)\\}`).exec(text)?.[1] ?? '';
  const inside = [...literal.matchAll(/'(\w+)' = ([^;]+)/g)];
  const later = [...text.matchAll(new RegExp(`\\$${variable}\\['(\\w+)'\\] = (.*)`, 'g'))];
  return Object.fromEntries([...inside, ...later].map((match) => [match[1] ?? '', (match[2] ?? '').trim()]));
}

describe.each(texts)('%s', (name, text) => {
  test('is PowerShell without a mistake, in ASCII', () => {
    expect(read(text).broken).toEqual([]);
    expect(text.split('\n').join('')).toMatch(/^[\x20-\x7e]+$/);
  });

  test('calls only cmdlets that exist, with parameters that they have', () => {
    const { commands, functions } = read(text);
    for (const command of commands) {
      const known = parametersOf(command.name);
      if (!known) {
        expect([...windows, ...functions, '$VfOperation', '$Script'], `${command.name} in ${name}`).toContain(command.name);
        continue;
      }
      const given = [...command.parameters, ...command.splats.flatMap((splat) => Object.keys(keysOf(text, splat)))];
      for (const parameter of given) expect(known, `${command.name} -${parameter}`).toContain(parameter);
      for (const [parameter, value] of Object.entries(command.values)) {
        const allowed = valuesOf[`${command.name} -${parameter}`];
        if (allowed) expect(allowed).toContain(value);
      }
      // Nobody is there to answer a question.
      if (known.includes('Confirm')) expect(given, `${command.name} in ${name}`).toContain('Confirm');
    }
  });

  test('has no bare words as arguments: every literal is quoted', () => {
    expect(read(text).commands.flatMap(({ bare }) => bare)).toEqual([]);
  });
});

describe('the whole of MSOnlineBackup', () => {
  test('each of the 39 cmdlets is called by an operation', () => {
    expect(documented).toHaveLength(39);
    const used = new Set(operations.flatMap((operation) => read(scriptOf(operation)).commands.map(({ name }) => name)));
    expect(documented.filter((cmdlet) => !used.has(cmdlet))).toEqual([]);
  });

  test('the runbook holds every operation and needs no other text', () => {
    for (const { name, body } of operations) {
      expect(runbookText).toContain(`'${name}' = {`);
      expect(runbookText).toContain(body.split('\n')[0]);
    }
  });

  test('the guide says for each cmdlet which step reaches it, and it is true', () => {
    const guide = readFileSync('docs/guide/mars.md', 'utf8');
    const rows = [...guide.matchAll(/^\| `([A-Za-z]+-OB\w+)` \| (.+?) \|$/gm)].map((row) => [row[1] as string, row[2] as string] as const);
    expect(rows.map(([cmdlet]) => cmdlet)).toEqual(documented);
    const files = Object.fromEntries(
      readdirSync('nodes/mars')
        .filter((file) => file.endsWith('.ts'))
        .map((file) => [`mars.${file.slice(0, -3)}`, readFileSync(`nodes/mars/${file}`, 'utf8')]),
    );
    const scripts = ['jobs', 'policies', 'recovery', 'registration', 'settings']
      .map((file) => readFileSync(`nodes/mars/scripts/${file}.ts`, 'utf8'))
      .join('\n');
    const constants = new Map(
      [...scripts.matchAll(/export const (\w+) = operation\(\s*'([a-z-]+)'/g)].map((match) => [match[1], match[2]]),
    );
    for (const [cmdlet, steps] of rows) {
      for (const [, step = ''] of steps.matchAll(/`(mars\.[a-z-]+)`/g)) {
        const constant = /^\s*operation: (\w+),/m.exec(files[step] ?? '')?.[1];
        const operation = operations.find(({ name }) => name === constants.get(constant));
        expect(operation, `${cmdlet}: ${step}`).toBeDefined();
        expect(operation ? read(scriptOf(operation)).commands.map(({ name }) => name) : [], step).toContain(cmdlet);
      }
      expect(steps, cmdlet).toMatch(/`mars\.[a-z-]+`/);
    }
  });
});
