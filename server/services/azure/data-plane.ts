// Requests to services of Azure that have their own hosts: Key Vault, Storage, Log Analytics. Signed in for that service and for
// no other, on a host of that service in the connection's cloud and on no other. What it may do is decided by the request.
import type { AzureDataAnswer, AzureDataRequest } from '../../../nodes/kit/capabilities-azure.ts';
import type { Effect } from '../../../nodes/kit/define.ts';
import { fail } from '../../../nodes/kit/errors.ts';
import type { Json } from '../../../nodes/kit/json.ts';
import { dataEffect, guardEffect } from '../effect-guard.ts';
import { demandSecondLook } from '../second-look.ts';
import { cloudOf } from './clouds.ts';
import { refusalOf } from './failure.ts';
import { climbsOut } from './ids.ts';
import { loadSdk } from './sdk.ts';
import type { AzureSession } from './session.ts';

const requestTimeout = 60_000;
const mostBytes = 8 * 1024 * 1024;
/** Storage refuses signed-in requests without a version. */
const storageVersion = '2023-11-03';

const titles = { keyVault: 'Key Vault', storage: 'Storage', logAnalytics: 'Log Analytics' } as const;

export async function askService(
  session: AzureSession,
  { service, method, url: address, headers: wanted = {}, body, key }: AzureDataRequest,
  { effect, signal }: { readonly effect: Effect; readonly signal: AbortSignal },
): Promise<AzureDataAnswer> {
  const plane = cloudOf(session.settings).data[service];
  if (!plane) throw fail('connection_invalid', `The cloud of this connection names no ${titles[service]}.`, { refused: true });
  // A service with one host for all is asked by its path: which host that is depends on the cloud.
  const [host = ''] = plane.hosts;
  const full = address.startsWith('/') && !address.startsWith('//') && !host.includes('*') ? `https://${host}${address}` : address;
  const url = URL.canParse(full) ? new URL(full) : null;
  if (
    url?.protocol !== 'https:' ||
    url.username !== '' ||
    climbsOut(full) ||
    (url.port !== '' && url.port !== '443') ||
    !plane.hosts.some((host) => fits(url.hostname, host))
  )
    throw fail(
      'param_invalid',
      `${address.slice(0, 200)} is not an address of ${titles[service]} (${plane.hosts.map((host) => `https://${host}`).join(', ')}).`,
      {
        refused: true,
      },
    );
  const does = dataEffect(service, method, url.pathname);
  guardEffect(effect, does, `${method} ${url.host}${url.pathname}`);
  const changes = does !== 'read';
  const { createPipelineRequest, createHttpHeaders } = (await loadSdk()).pipeline;
  const headers = createHttpHeaders({
    accept: 'application/json',
    ...(service === 'storage' ? { 'x-ms-version': storageVersion } : {}),
    ...(body === undefined || body === null
      ? {}
      : { 'content-type': typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json' }),
    ...wanted,
    ...(key ? { 'x-ms-client-request-id': key } : {}),
  });
  const text = body === undefined || body === null ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  await demandSecondLook({ method, url: url.href, body: text, does, declared: effect });
  try {
    const send = await session.pipeline(plane.audience);
    const answer = await send(
      createPipelineRequest({
        url: url.href,
        method: method as 'GET',
        headers,
        timeout: requestTimeout,
        abortSignal: signal,
        ...(text === undefined ? {} : { body: text }),
      }),
    );
    const said = answer.bodyAsText ?? '';
    if (answer.status >= 400) throw refusalOf({ status: answer.status, headers: answer.headers, text: said }, changes);
    if (Buffer.byteLength(said) > mostBytes) throw fail('output_too_large', `${titles[service]} sent more than 8 MB.`);
    return { status: answer.status, headers: answer.headers.toJSON(), body: read(said, answer.headers.get('content-type') ?? '') };
  } catch (error) {
    throw session.failure(error, changes);
  }
}

/** `*.vault.azure.net` stands for every vault, a plain host for itself. */
const fits = (host: string, pattern: string): boolean =>
  pattern.startsWith('*.') ? host.toLowerCase().endsWith(pattern.slice(1)) : host.toLowerCase() === pattern;

/** JSON where the answer says so; a body that only claims to be stays text. */
function read(text: string, type: string): Json {
  if (text === '' || !/\bjson\b/i.test(type)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
