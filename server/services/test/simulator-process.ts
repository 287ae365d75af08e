// The simulator as a process of its own, over TLS with its own certificate authority: what a connection to real Azure sees.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EstateInput } from '../../../nodes/kit/estate.ts';
import type { JsonObject } from '../../../nodes/kit/json.ts';

export interface SimulatorProcess {
  readonly origin: string;
  /** Fields of an Azure connection that signs in to it. */
  readonly connection: JsonObject;
  /** For VAULTFLOW_EGRESS_ALLOW. */
  readonly allow: string;
  stop(): Promise<void>;
}

export async function startSimulator(estate: EstateInput, more: readonly string[] = []): Promise<SimulatorProcess> {
  const folder = mkdtempSync(join(tmpdir(), 'vaultflow-azure-'));
  writeFileSync(join(folder, 'estate.json'), JSON.stringify(estate));
  const child = spawn(
    process.execPath,
    ['simulator/main.ts', '--port', '0', '--data', join(folder, 'data'), '--estate', join(folder, 'estate.json'), ...more],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the simulator ended with ${code}`)));
  });
  const { origin, tenantId, subscriptionId, clientId, clientSecret, ca } = JSON.parse(line) as { readonly [name: string]: string };
  return {
    origin: origin as string,
    connection: {
      credential: 'clientSecret',
      cloud: 'custom',
      tenantId: tenantId as string,
      clientId: clientId as string,
      clientSecret: clientSecret as string,
      subscriptionIds: [subscriptionId as string],
      endpoint: origin as string,
      authority: origin as string,
      ca: readFileSync(ca as string, 'utf8'),
    },
    allow: new URL(origin as string).host,
    async stop() {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
