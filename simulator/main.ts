// `npm run simulator`: the practice subscription as a server of its own, over TLS on loopback, for the Azure SDK, az or curl.
// Prints one line of JSON with everything a client needs. Its data folder keeps estate, jobs, certificates and port.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { estate } from '../nodes/kit/estate.ts';
import { federated } from './identity/assertions.ts';
import { createSimulator, type SimulatorOptions } from './simulator.ts';
import { readFaults } from './tls/admin.ts';
import { certificatesIn } from './tls/certificates.ts';
import { serve } from './tls/serve.ts';

const help = `Usage: npm run simulator -- [options]
  --port N          port on 127.0.0.1; default: the one used last, else a free one
  --data DIR        data folder (default .vaultflow/simulator)
  --estate FILE     JSON estate that an empty data folder is filled with (default: Contoso)
  --time-scale N    simulated seconds of job work per second (default 60)
  --seed N          seed of the practice estate (default 1)
  --faults FILE     JSON list of fault rules
  --throttle N      enforce N requests per hour and action
  --page-size N     items per page (default 200)
  --certificate FILE  PEM of a certificate that the application may sign in with; may be given again
  --federated FILE  JSON list of { issuer, subject, publicKey (PEM) }: workloads that may sign in as the application
  --quirks          deviate from the specification where the real service does
  --help            this text
`;

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    data: { type: 'string', default: '.vaultflow/simulator' },
    estate: { type: 'string' },
    'time-scale': { type: 'string' },
    seed: { type: 'string' },
    faults: { type: 'string' },
    throttle: { type: 'string' },
    'page-size': { type: 'string' },
    certificate: { type: 'string', multiple: true },
    federated: { type: 'string' },
    quirks: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function fail(message: string): never {
  process.stderr.write(`simulator: ${message}\n`);
  process.exit(2);
}

function numberOf(name: 'port' | 'time-scale' | 'seed' | 'throttle' | 'page-size', least: number): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const number = Number(text);
  return Number.isFinite(number) && number >= least ? number : fail(`--${name} must be a number of at least ${least}`);
}

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    return fail(`${file}: ${error instanceof Error ? error.message : error}`);
  }
};

const readJson = (file: string): unknown => {
  try {
    return JSON.parse(readText(file));
  } catch (error) {
    return fail(`${file}: ${error instanceof Error ? error.message : error}`);
  }
};

/** Reads a file through a schema and names the file when it does not fit. */
function readAs<T>(file: string, read: (value: never) => T): T {
  const value = readJson(file);
  try {
    return read(value as never);
  } catch (error) {
    return fail(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}

if (values.help) {
  process.stdout.write(help);
  process.exit(0);
}

const data = resolve(values.data);
mkdirSync(data, { recursive: true, mode: 0o700 });
const portFile = join(data, 'port');
const scale = numberOf('time-scale', 0.001);
const seed = numberOf('seed', 0);
const perHour = numberOf('throttle', 1);
const pageSize = numberOf('page-size', 1);
const options: SimulatorOptions = {
  file: join(data, 'simulator.db'),
  quirks: values.quirks,
  trust: {
    certificates: (values.certificate ?? []).map(readText),
    federated: values.federated ? readAs(values.federated, (value) => federated.parse(value)) : [],
  },
  ...(values.estate ? { estate: readAs(values.estate, estate) } : {}),
  ...(values.faults ? { faults: readAs(values.faults, readFaults) } : {}),
  ...(scale === undefined ? {} : { timeScale: scale }),
  ...(seed === undefined ? {} : { seed }),
  ...(perHour === undefined ? {} : { throttle: { perHour } }),
  ...(pageSize === undefined ? {} : { pageSize }),
};

const simulator = createSimulator(options);
const certificates = await certificatesIn(data);
const last = existsSync(portFile) ? Number(readFileSync(portFile, 'utf8')) : 0;
const asked = numberOf('port', 0);
// Links in stored connections hold the port, so a restart takes the same one unless told otherwise; if it is taken, a free one.
const served = await serve(simulator, certificates, asked || last).catch((error: NodeJS.ErrnoException) =>
  error.code === 'EADDRINUSE' && !asked ? serve(simulator, certificates, 0) : fail(error.message),
);
writeFileSync(portFile, String(served.port));
const { tenantId, subscriptionId, clientId, clientSecret } = simulator;
process.stdout.write(
  `${JSON.stringify({ origin: served.origin, tenantId, subscriptionId, clientId, clientSecret, ca: certificates.caFile })}\n`,
);

const stop = async () => {
  await served.close();
  simulator.close();
  process.exit(0);
};
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
