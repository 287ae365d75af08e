// `npm run bench`: prints every measurement beside its floor from the same run. Numbers are never asserted in tests.
import { cpus, totalmem } from 'node:os';
import { azureBench } from './azure.bench.ts';
import { editorBench } from './editor.bench.ts';
import { engineBench } from './engine.bench.ts';
import { expressionsBench } from './expressions.bench.ts';
import { httpBench } from './http.bench.ts';
import { journalBench } from './journal.bench.ts';
import type { BenchRow } from './row.ts';

const all: { readonly [name: string]: () => Promise<readonly BenchRow[]> } = {
  journal: journalBench,
  engine: engineBench,
  http: httpBench,
  azure: azureBench,
  expressions: expressionsBench,
  editor: editorBench,
};
const wanted = process.argv.slice(2);
const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 2 : 0 });

process.stdout.write(
  `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB\n\n`,
);
const rows: (readonly string[])[] = [['what', 'measured', 'floor', 'ratio', 'goal']];
for (const [name, run] of Object.entries(all)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  for (const row of await run()) {
    const floor = row.floor ? `${row.floor.name}: ${number(row.floor.value)}` : '';
    rows.push([row.name, `${number(row.value)} ${row.unit}`, floor, row.ratio === undefined ? '' : number(row.ratio), row.goal ?? '']);
  }
}
const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
for (const row of rows)
  process.stdout.write(
    `${row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()}\n`,
  );
