// Judges what simulators said while tests ran: every answer against the published specification, and every request that they took.
// Requests that were refused may be as wrong as the test wanted them.
import type { Exchange } from '../wire/tap.ts';
import { unlisted, validatorOf } from './validator.ts';

export type { Exchange } from '../wire/tap.ts';

const area = 'specification/';
const stable = 'resource-manager/Microsoft.RecoveryServices/stable';
const swaggers = [
  `${area}recoveryservicesbackup/${stable}/2023-06-01/bms.json`,
  `${area}recoveryservicesbackup/${stable}/2018-12-20/bms.json`,
  ...['vaults', 'vaultusages', 'registeredidentities', 'replicationusages'].map(
    (name) => `${area}recoveryservices/${stable}/2024-04-01/${name}.json`,
  ),
  `${area}dataprotection/resource-manager/Microsoft.DataProtection/stable/2024-04-01/dataprotection.json`,
];

/** Versions that are judged; a request in another one is held against each of them. */
const versions = ['2023-06-01', '2024-04-01', '2018-12-20'];

/** Deviations that are there on purpose. */
const allowed: readonly { readonly at: RegExp; readonly says: RegExp; readonly why: string }[] = [
  {
    at: /\/backupVaults\/[^/]+\/operationResults\//i,
    says: /^OBJECT_(MISSING_REQUIRED_PROPERTY|ADDITIONAL_PROPERTIES)/,
    why: 'the specification shows only the result of a change to the vault there; the results of all operations on its instances are too',
  },
  {
    at: /\/vaultstorageconfig\/operationResults\//i,
    says: /^INVALID_RESPONSE_CODE .*'204'/,
    why: 'the end of a triggered move of data is polled there too, and has no body; the specification shows a prepared one only',
  },
  { at: /./, says: / \/path\/\w+$/, why: 'tests that send nonsense make up names that no specification allows' },
];

interface Result {
  readonly errors: readonly { readonly code: string; readonly message: string; readonly pathsInPayload?: readonly string[] }[];
  readonly runtimeException?: { readonly message: string };
}

const headers = { 'content-type': 'application/json' };
const json = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export async function trafficJudge(): Promise<(exchange: Exchange) => Promise<string[]>> {
  const validator = await validatorOf(swaggers);

  /** Null: the specification of that version knows no such operation. */
  async function judged({ method, url, body, status, answer }: Exchange, version: string): Promise<string[] | null> {
    const at = new URL(url);
    at.searchParams.set('api-version', version);
    const taken = status < 400;
    const liveRequest = { method, url: at.href, headers, ...(body === '' ? {} : { body: json(body) }) };
    const liveResponse = { statusCode: String(status), headers, ...(answer === '' ? {} : { body: json(answer) }) };
    const both = (await validator.validateLiveRequestResponse({ liveRequest, liveResponse } as never)) as unknown as {
      readonly requestValidationResult: Result;
      readonly responseValidationResult: Result;
    };
    const { requestValidationResult: asked, responseValidationResult: said } = both;
    const unknown = [asked, said].find(({ runtimeException }) => runtimeException)?.runtimeException?.message;
    if (unknown !== undefined) return null;
    return (
      [...(taken ? asked.errors : []), ...said.errors]
        // Some operations document success only.
        .filter(({ code }) => taken || code !== 'INVALID_RESPONSE_CODE')
        .map(({ code, message, pathsInPayload }) => `${code} ${message} ${pathsInPayload ?? ''}`)
    );
  }

  return async (exchange) => {
    const { pathname, searchParams } = new URL(exchange.url);
    const line = `${exchange.method} ${pathname}`;
    if (unlisted.some(({ at }) => at.test(line))) return [];
    const asked = searchParams.get('api-version') ?? '';
    for (const version of [...versions.filter((one) => one === asked), ...versions.filter((one) => one !== asked)]) {
      const found = await judged(exchange, version);
      if (found) return found.filter((one) => !allowed.some(({ at, says }) => at.test(line) && says.test(one)));
    }
    return exchange.status < 400 ? ['is an operation that the specification does not have'] : [];
  };
}
