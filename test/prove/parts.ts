// The long proofs, each a part that can be run alone. A part answers one sentence with the numbers that it has really reached, or
// throws with what broke. How far it goes is given: nothing here says more than was done.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crash } from '../crash/harness.ts';
import { keptSeeds } from '../simulation/kept-seeds.ts';
import { playSeeds } from '../simulation/play.ts';

export interface Extent {
  readonly kills: number;
  readonly exact: number;
  readonly seeds: number;
  readonly frozen: number;
  /** Seconds. */
  readonly overload: number;
}

export type Part = (extent: Extent) => Promise<string>;

const number = (value: number): string => value.toLocaleString('en');

function demand(problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(problems.slice(0, 20).join('\n'));
}

async function exactly(cycles: number, at: 'before' | 'after'): Promise<string> {
  const verdict = await crash({ cycles, mode: 'good', seed: Date.now() % 1_000_000, at });
  demand(verdict.problems);
  return `${number(verdict.exact)} kills, ${number(verdict.effects)} effects, 0 made twice`;
}

interface Results {
  readonly assertionResults: readonly { readonly status: string; readonly fullName: string; readonly failureMessages: readonly string[] }[];
}

const failedOf = ({ testResults }: { readonly testResults: readonly Results[] }): string =>
  testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages }) => `${fullName}: ${failureMessages[0] ?? ''}`)
    .join('\n');

/** Tests that are a proof as they are. */
const tests =
  (what: string, project: 'unit' | 'heavy', paths: readonly string[], env: (extent: Extent) => NodeJS.ProcessEnv = () => ({})): Part =>
  async (extent) => {
    const folder = mkdtempSync(join(tmpdir(), 'vaultflow-prove-'));
    const said = join(folder, 'report.json');
    const run = spawnSync('vitest', ['run', '--project', project, '--reporter=json', `--outputFile=${said}`, ...paths], {
      encoding: 'utf8',
      env: { ...process.env, ...env(extent) },
      maxBuffer: 256 * 1024 * 1024,
    });
    const report = JSON.parse(readFileSync(said, 'utf8')) as {
      readonly numPassedTests: number;
      readonly numFailedTests: number;
      readonly numPendingTests: number;
      readonly testResults: readonly Results[];
    };
    rmSync(folder, { recursive: true });
    if (run.status !== 0 || report.numFailedTests > 0) throw new Error(failedOf(report) || run.stderr);
    const skipped = report.numPendingTests > 0 ? `, ${report.numPendingTests} not possible on this machine` : '';
    return `${what}: ${report.numPassedTests} tests hold${skipped}`;
  };

export const parts: { readonly [name: string]: Part } = {
  async kills({ kills }) {
    const verdict = await crash({ cycles: kills, mode: 'good', seed: Date.now() % 1_000_000 });
    demand(verdict.problems);
    return `${number(verdict.kills)} kills (-9), ${number(verdict.accepted)} accepted runs, 0 lost, 0 finished steps repeated`;
  },
  'kill-before-call': ({ exact }) => exactly(exact, 'before'),
  'kill-after-call': ({ exact }) => exactly(exact, 'after'),
  async simulation({ seeds }) {
    const played = await playSeeds([...keptSeeds.map(([seed]) => seed), ...Array.from({ length: seeds }, (_, n) => n + 1)]);
    demand(played.problems);
    const { crash: crashes, freeze, steal, clock, cancel } = played.faults;
    return (
      `${number(played.seeds)} worlds, ${number(played.runs)} runs, ${number(crashes)} crashes, ${number(freeze)} freezes, ` +
      `${number(steal)} thefts, ${number(clock)} clock jumps, ${number(cancel)} cancels, 0 promises broken`
    );
  },
  bugs: tests('planted bugs', 'heavy', ['test/simulation'], () => ({ SIMULATION_SEEDS: '200' })),
  'set-aside': tests('steps that kill', 'heavy', ['test/crash/set-aside.test.ts']),
  async overload({ overload }) {
    const folder = mkdtempSync(join(tmpdir(), 'vaultflow-prove-'));
    const said = join(folder, 'overload.json');
    await tests('ten-fold overload', 'heavy', ['test/crash/overload.test.ts'], () => ({
      OVERLOAD_SECONDS: String(overload),
      OVERLOAD_SAYS: said,
    }))({ overload } as Extent);
    const { asked, accepted, refused, slowestReadMs, mostMegabytes } = JSON.parse(readFileSync(said, 'utf8')) as Record<string, number>;
    rmSync(folder, { recursive: true });
    return (
      `${overload} s, ${number(asked ?? 0)} runs asked for, ${number(accepted ?? 0)} accepted and ended well, ${number(refused ?? 0)} refused; ` +
      `at most ${mostMegabytes} MB, slowest read ${slowestReadMs} ms`
    );
  },
  'disk-full': tests('a full disk', 'heavy', ['test/crash/disk-full.test.ts']),
  schedules: tests('schedules, clock changes and both daylight-saving nights', 'unit', [
    'server/triggers/schedules.test.ts',
    'server/triggers/planned-times.test.ts',
    'nodes/kit/cron',
  ]),
  machines: tests('many machines', 'heavy', ['test/fleet'], ({ frozen }) => ({ VAULTFLOW_PROVE_FROZEN: String(frozen) })),
  journals: tests('every journal, by one suite', 'unit', [
    'server/journal/memory.test.ts',
    'server/journal/sqlite.test.ts',
    'server/journal/postgres.test.ts',
  ]),
  damage: tests('a damaged file', 'unit', ['server/backup/demand-sound.test.ts']),
  ends: tests('retries, time-outs, cancel', 'unit', [
    'server/engine/retries.test.ts',
    'server/engine/waits.test.ts',
    'server/engine/effects.test.ts',
  ]),
  retention: tests('retention', 'unit', ['server/housekeeping.test.ts']),
};
