// One entry per operation for the node "Azure Backup operation": where it goes, what it needs, what it answers, what it does to the
// world. The effect is decided by the same table that judges requests, and made stronger where data is lost.
import { azureEffect } from '../../effect-guard.ts';
import type { ProbedOperation } from './probe.ts';
import { modelOf } from './schemas.ts';
import type { SdkWords } from './words.ts';

export interface CatalogueEntry {
  readonly title: string;
  readonly says: string;
  readonly method: string;
  readonly path: string;
  readonly scope: 'vault' | 'region' | 'none';
  readonly effect: 'read' | 'write' | 'destroy';
  /** Parts of the path besides the scope. */
  readonly parts: readonly string[];
  readonly query: readonly string[];
  /** Model of the body. */
  readonly body: string | null;
  readonly bodyOptional: boolean;
  /** Model of the answer; null where Azure answers nothing at once. */
  readonly answer: string | null;
}

const home = ['vaultName', 'resourceGroupName', 'subscriptionId', '$host'];

/** DELETEs count as destroying here, also where Azure would only take a setting away: the form cannot tell what hangs on it. */
function effectOf(method: string, path: string): CatalogueEntry['effect'] {
  if (method === 'DELETE') return 'destroy';
  const effect = azureEffect(method, path.replace(/\{(\w+)\}/g, '$1'));
  return effect === 'read' || effect === 'destroy' ? effect : 'write';
}

export function entryOf({ id, group, method, args, spec }: ProbedOperation, words: SdkWords): CatalogueEntry {
  const path = spec.path ?? '';
  const answers = Object.entries(spec.responses).flatMap(([status, { bodyMapper }]) =>
    status === 'default' ? [] : (modelOf(bodyMapper) ?? []),
  );
  const body = modelOf(spec.requestBody?.mapper);
  return {
    title: titleOf(id),
    says: words.method(group, method),
    method: spec.httpMethod,
    path,
    scope: path.includes('{vaultName}') ? 'vault' : path.includes('{subscriptionId}') ? 'region' : 'none',
    effect: effectOf(spec.httpMethod, path),
    parts: args.filter((name) => name !== 'parameters' && !home.includes(name)),
    query: (spec.queryParameters ?? []).flatMap(({ mapper: { serializedName = '' } }) =>
      serializedName === 'api-version' || serializedName === '$skipToken' ? [] : [serializedName],
    ),
    body,
    bodyOptional: body !== null && !args.includes('parameters'),
    answer: answers[0] ?? null,
  };
}

/** `ProtectionPolicies_CreateOrUpdate` as people say it: Protection policies: create or update. */
function titleOf(id: string): string {
  const [first = '', second] = id.split('_').map((part) =>
    part
      .replace(/NonCRR$/, '')
      .replace(/SecurityPINs/, 'SecurityPins')
      .replace(/^BMS/, '')
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .replace(/\bpins\b/, 'PIN'),
  );
  const start = first.charAt(0).toUpperCase() + first.slice(1);
  return second === undefined ? start : `${start}: ${second}`;
}
