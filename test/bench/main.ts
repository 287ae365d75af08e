// `npm run bench`: prints every measurement beside its floor from the same run. Numbers are never asserted in tests.
import { cpus, totalmem } from 'node:os';
import type { BenchRow } from './row.ts';

// Each is loaded when it is asked for: the editor is measured in a process that knows no database.
const all: { readonly [name: string]: () => Promise<readonly BenchRow[]> } = {
  journal: async () => (await import('./journal.bench.ts')).journalBench(),
  fleet: async () => (await import('./fleet.bench.ts')).fleetBench(),
  engine: async () => (await import('./engine.bench.ts')).engineBench(),
  http: async () => (await import('./http.bench.ts')).httpBench(),
  azure: async () => (await import('./azure.bench.ts')).azureBench(),
  expressions: async () => (await import('./expressions.bench.ts')).expressionsBench(),
  editor: async () => (await import('./editor.bench.ts')).editorBench(),
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
