// For tests: requests to a data plane of the simulator with a good token for that service.
import type { Simulator } from '../simulator.ts';

export async function tokenFor(simulator: Simulator, audience: string): Promise<string> {
  const { tenantId, clientId, clientSecret } = simulator;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: `${audience}/.default` };
  const url = `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`;
  const response = await simulator.handle(new Request(url, { method: 'POST', body: new URLSearchParams(form) }));
  return ((await response.json()) as { access_token: string }).access_token;
}

export async function onPlane(simulator: Simulator, audience: string) {
  const authorization = `Bearer ${await tokenFor(simulator, audience)}`;
  return async (method: string, url: string, body?: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) => {
    const all = { authorization, 'x-ms-version': '2023-11-03', ...headers };
    const response = await simulator.handle(new Request(url, { method, headers: all, ...(body === undefined ? {} : { body }) }));
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, bytes, text: new TextDecoder().decode(bytes) };
  };
}
