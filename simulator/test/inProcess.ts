// For tests: the real Azure SDK with real sign-in, talking to a simulator in this process through its HTTP client option.
import { RecoveryServicesBackupClient } from '@azure/arm-recoveryservicesbackup';
import { createHttpHeaders, type HttpClient, RestError } from '@azure/core-rest-pipeline';
import { ClientSecretCredential } from '@azure/identity';
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

export function signedIn(options: Partial<SimulatorOptions> = {}) {
  const clock = handClock();
  const simulator = createSimulator({ file: ':memory:', now: clock.now, timeScale: 1, ...options });
  const httpClient = httpClientOf(simulator);
  const credential = new ClientSecretCredential(simulator.tenantId, simulator.clientId, simulator.clientSecret, { httpClient });
  const client = new RecoveryServicesBackupClient(credential, simulator.subscriptionId, { httpClient });
  const token = async () => {
    const got = await credential.getToken('https://management.azure.com/.default');
    return got.token;
  };
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
