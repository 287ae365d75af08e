// For tests: the real Azure SDK with real sign-in, talking to a simulator in this process through its HTTP client option.
import { RecoveryServicesBackupClient } from '@azure/arm-recoveryservicesbackup';
import { createHttpHeaders, type HttpClient, RestError } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { createSimulator, type Simulator, type SimulatorOptions } from '../simulator.ts';

export function httpClientOf(simulator: Simulator): HttpClient {
  return {
    sendRequest: async (request) => {
      const headers = new Headers([...request.headers].map(([name, value]): [string, string] => [name, value]));
      const body = request.body === undefined || request.body === null ? null : String(request.body);
      const sent = new Request(request.url, { method: request.method, headers, body });
      const response = await simulator.handle(sent).catch((error: Error & { code?: string }) => {
        throw new RestError(error.message, { code: error.code ?? 'REQUEST_SEND_ERROR', request });
      });
      return {
        status: response.status,
        headers: createHttpHeaders(Object.fromEntries(response.headers)),
        request,
        bodyAsText: await response.text(),
      };
    },
  };
}

/** A wall clock that tests move by hand. */
export function handClock(start = Date.parse('2026-11-22T10:00:00Z')) {
  let at = start;
  const pass = (seconds: number) => {
    at += seconds * 1000;
  };
  return { now: () => at, pass };
}

/** Signs in by hand with the simulator's application. */
async function freshToken(simulator: Simulator): Promise<string> {
  const { tenantId, clientId, clientSecret } = simulator;
  const form = {
    grant_type: 'client_credentials',
    client_id: clientId,
    client_secret: clientSecret,
    scope: 'https://management.azure.com/.default',
  };
  const url = `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`;
  const response = await simulator.handle(new Request(url, { method: 'POST', body: new URLSearchParams(form) }));
  return (await response.json()).access_token;
}

export function signedIn(options: Partial<SimulatorOptions> = {}) {
  const clock = handClock();
  const simulator = createSimulator({ file: ':memory:', now: clock.now, timeScale: 1, ...options });
  const httpClient = httpClientOf(simulator);
  const token = () => freshToken(simulator);
  // Asks anew for every request: a test may let hours pass within one.
  const credential: TokenCredential = { getToken: async () => ({ token: await token(), expiresOnTimestamp: Date.now() + 1 }) };
  const client = new RecoveryServicesBackupClient(credential, simulator.subscriptionId, { httpClient });
  /** A raw request with a good token. */
  const raw = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const url = new URL(path, 'https://management.azure.com');
    if (!/[?&]api-version=/.test(url.search)) url.searchParams.set('api-version', '2023-06-01');
    const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
    const all = { authorization: `Bearer ${await token()}`, 'content-type': 'application/json', ...headers };
    const response = await simulator.handle(new Request(url, { method, body: text, headers: all }));
    const answer = await response.text();
    return { status: response.status, headers: response.headers, text: answer, body: answer ? JSON.parse(answer) : undefined };
  };
  return { simulator, client, credential, clock, raw, token };
}

export async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of pages) found.push(one);
  return found;
}

const home = '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6';

/** Paths in the default subscription of a small estate. */
export const vaultPath = (name: string, group = 'rg-backup') =>
  `${home}/resourceGroups/${group}/providers/Microsoft.RecoveryServices/vaults/${name}`;
export const vmId = (name: string, group = 'rg-backup') =>
  `${home}/resourceGroups/${group}/providers/Microsoft.Compute/virtualMachines/${name}`;
export const accountPath = (name: string, group = 'rg-storage') =>
  `${home}/resourceGroups/${group}/providers/Microsoft.Storage/storageAccounts/${name}`;
export const vmItemPath = (vault: string, name: string, group = 'rg-backup') =>
  `${vaultPath(vault)}/backupFabrics/Azure/protectionContainers/IaasVMContainer%3Biaasvmcontainerv2%3B${group}%3B${name}/protectedItems/VM%3Biaasvmcontainerv2%3B${group}%3B${name}`;
export const filtered = (path: string, text: string) => `${path}?$filter=${encodeURIComponent(text)}`;
