// `npm run prove`: runs the long proofs and writes docs/reference/promises.md from what they have reached. `--only kills,simulation`
// runs some parts, `--kills 100 --exact 50 --seeds 5000 --frozen 10 --overload 5` less of them; what was not run keeps its last figure and date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { type Extent, parts } from './parts.ts';
import { type PromiseRow, promises } from './promises.ts';

interface Figure {
  readonly says: string;
  readonly day: string;
  readonly machine: string;
}

const figuresFile = 'test/prove/figures.json';
const page = 'docs/reference/promises.md';
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    kills: { type: 'string' },
    exact: { type: 'string' },
    seeds: { type: 'string' },
    frozen: { type: 'string' },
    overload: { type: 'string' },
  },
});
const extent: Extent = {
  kills: Number(values.kills ?? 1_000),
  exact: Number(values.exact ?? 500),
  seeds: Number(values.seeds ?? 100_000),
  frozen: Number(values.frozen ?? 1_000),
  overload: Number(values.overload ?? 60),
};
const chosen = values.only?.split(',') ?? Object.keys(parts);
const figures: Record<string, Figure> = existsSync(figuresFile) ? JSON.parse(readFileSync(figuresFile, 'utf8')) : {};
const machine = `${availableParallelism()} cores, ${Math.round(totalmem() / 1e9)} GB, Node ${process.version.slice(1)}`;

let broken = 0;
for (const name of chosen) {
  const part = parts[name];
  if (!part) throw new Error(`There is no part “${name}”; there are ${Object.keys(parts).join(', ')}.`);
  const began = performance.now();
  try {
    const says = await part(extent);
    figures[name] = { says, day: new Date().toISOString().slice(0, 10), machine };
    process.stdout.write(`${name}: ${says} (${Math.round((performance.now() - began) / 1000)} s)\n`);
  } catch (error) {
    broken += 1;
    delete figures[name];
    process.stdout.write(`${name}: BROKEN\n${(error as Error).message}\n`);
  }
  write();
}
process.exitCode = broken > 0 ? 1 : 0;

function write(): void {
  writeFileSync(figuresFile, `${JSON.stringify(figures, null, 2)}\n`);
  const lines = [
    '# Promises',
    '',
    'What Vaultflow promises, how it keeps it, and the command that proves it. `npm run prove` runs all proofs at full length and',
    'writes this page; a part that was not run keeps its last figure. CI runs a short form of each with every change.',
    '',
    '| | promise | how | proof | last figure |',
    '|---|---|---|---|---|',
    ...promises.map(rowOf),
    '',
  ];
  writeFileSync(page, lines.join('\n'));
}

function rowOf({ id, promise, mechanism, parts: names, open }: PromiseRow): string {
  const command = names.length > 0 ? `\`npm run prove -- --only ${names.join(',')}\`` : '—';
  const reached = names.map((name) => {
    const figure = figures[name];
    return figure ? `${figure.says} (${figure.day}, ${figure.machine})` : `${name}: not run yet`;
  });
  return `| ${id} | ${promise} | ${mechanism} | ${command} | ${[...reached, ...(open ? [`**Open:** ${open}`] : [])].join('; ')} |`;
}
