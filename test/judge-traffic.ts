// Before the tests: switches the recording of the simulators' traffic on. After them: holds every distinct request and answer against
// the published specification. Only where AZURE_SPECS names a copy of it. What differs on purpose is listed here, each with its reason.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Exchange, trafficJudge } from '../simulator/test/traffic-judge.ts';

export function setup(): (() => Promise<void>) | undefined {
  if (!process.env.AZURE_SPECS) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'vaultflow-traffic-'));
  process.env.VAULTFLOW_TAP = folder;
  // Simulators in processes of their own, too: whole servers, the one behind TLS.
  const recorder = new URL('../simulator/test/record.ts', import.meta.url);
  process.env.NODE_OPTIONS = [process.env.NODE_OPTIONS, `--import=${recorder.href}`].filter(Boolean).join(' ');
  return async () => {
    const objections = await judge(folder);
    rmSync(folder, { recursive: true, force: true });
    if (objections.length === 0) return;
    process.exitCode = 1;
    process.stderr.write('\nThe published specification objects to what the simulator said:\n');
    for (const objection of objections) process.stderr.write(`FAILED traffic of the simulator: ${objection}\n`);
  };
}

async function judge(folder: string): Promise<readonly string[]> {
  const distinct = new Map<string, Exchange>();
  for (const file of readdirSync(folder)) {
    for (const line of readFileSync(join(folder, file), 'utf8').split('\n')) {
      if (line === '') continue;
      const { hash, ...exchange } = JSON.parse(line) as Exchange & { hash: string };
      distinct.set(hash, exchange);
    }
  }
  if (distinct.size === 0) return [];
  const started = Date.now();
  const objectionsTo = await trafficJudge();
  const found = new Map<string, string>();
  for (const exchange of distinct.values()) {
    const path = new URL(exchange.url).pathname;
    for (const one of await objectionsTo(exchange))
      found.set(`${exchange.method} ${one}`, `${exchange.status} ${exchange.method} ${path}: ${one}`);
  }
  process.stderr.write(
    `\nTraffic of the simulator: ${distinct.size} distinct exchanges judged in ${Date.now() - started} ms, ${found.size} objections\n`,
  );
  return [...found.values()];
}
