// A handle stands for a secret wherever a flow can look: in inputs, params, results, the journal. It is plain JSON and tells nothing;
// only server/services opens it, at the last moment, into a request that leaves. What is written before and after it in mixed text
// (`Bearer {{ inputs.token }}`) travels with it as `prefix` and `suffix`. It cannot be made up: see docs/decisions/0012.

/**
 * `$secret` is one of
 * - `input:<name>/<id>`: a secret input of a run; the id cannot be guessed, and opens nothing in another run;
 * - `key-vault:<connection>/<id>/<https url of a secret version>`: made by `secrets.keyVault` of the capabilities;
 * - `security-pin:<connection>/<id>/<id of a vault>`: a PIN that is created when it is needed, by `secrets.securityPin`.
 */
export type SecretHandle = {
  readonly $secret: string;
  readonly prefix?: string;
  readonly suffix?: string;
};

const keys = new Set(['$secret', 'prefix', 'suffix']);

export function isSecretHandle(value: unknown): value is SecretHandle {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, '$secret')) return false;
  const { $secret, prefix = '', suffix = '' } = value as { readonly [key: string]: unknown };
  return (
    typeof $secret === 'string' &&
    typeof prefix === 'string' &&
    typeof suffix === 'string' &&
    Object.keys(value).every((key) => keys.has(key))
  );
}

/** Does a handle stand anywhere in this value? */
export function holdsSecret(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isSecretHandle(value) || Object.values(value).some(holdsSecret);
}

/** The handle with more text around it. */
export function aroundSecret(handle: SecretHandle, before: string, after: string): SecretHandle {
  const prefix = before + (handle.prefix ?? '');
  const suffix = (handle.suffix ?? '') + after;
  return { $secret: handle.$secret, ...(prefix === '' ? {} : { prefix }), ...(suffix === '' ? {} : { suffix }) };
}

/** What a person may know of it: `token`, or the name of a Key Vault's secret. */
export function secretName({ $secret }: SecretHandle): string {
  const input = /^input:([^/]*)\//.exec($secret);
  if (input) return input[1] as string;
  const vault = /^security-pin:.*\/vaults\/([^/]+)$/.exec($secret);
  if (vault) return `security PIN of ${vault[1]}`;
  return /^key-vault:.*\/secrets\/([^/]+)/.exec($secret)?.[1] ?? 'secret';
}
