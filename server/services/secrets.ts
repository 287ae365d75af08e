// Opens secret handles, for one step, at the last moment before a request leaves. What was opened is masked in what comes back, so
// that a service that repeats what it was told writes nothing into the journal. Handles that this run was not given stay shut.
import type { SecretsCapability } from '../../nodes/kit/capabilities.ts';
import { FailureError, fail } from '../../nodes/kit/errors.ts';
import { holdsSecret, isSecretHandle, type SecretHandle, secretName } from '../../nodes/kit/secret-handle.ts';
import type { OpenConnection, RunSecrets } from './contract.ts';

interface SecretDeps {
  readonly run: { readonly projectId: string; readonly runId: string; readonly world: 'practice' | 'real' };
  readonly kept: RunSecrets;
  /** The step's own Azure connection. */
  azure(): Promise<OpenConnection>;
  /** Reads one version of a Key Vault's secret with a connection of this project. */
  readVault(connectionId: string, url: string): Promise<string>;
  /** Has a vault create a security PIN. */
  createPin(connectionId: string, vaultId: string): Promise<string>;
}

export interface StepSecrets extends SecretsCapability {
  /** The same value with every handle in it replaced by what it stands for. Fails, before anything is sent, if one does not open. */
  open<T>(value: T): Promise<Opened<T>>;
}

export interface Opened<T> {
  readonly value: T;
  /** Whether there was a handle at all. */
  readonly any: boolean;
  /** What came back, without what was opened. */
  mask<A>(answer: A): A;
}

const vaultRef = /^key-vault:([^/]+)\/([^/]+)\/(https:\/\/[^/]+\/secrets\/[^/]+\/[^/?#]+)$/;
const pinRef = /^security-pin:([^/]+)\/([^/]+)(\/subscriptions\/.+)$/;
const vaultId = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.RecoveryServices\/vaults\/[^/]+$/i;
const versionUrl = /^https:\/\/[^/?#]+\/secrets\/[^/?#]+\/[^/?#]+$/;

export function createSecrets({ run, kept, azure, readVault, createPin }: SecretDeps): StepSecrets {
  const proofOf = (connectionId: string, what: string, kind: 'key-vault' | 'security-pin' = 'key-vault') =>
    kept.prove(JSON.stringify([kind, run.projectId, run.world, connectionId, what]));

  async function plainOf(handle: SecretHandle): Promise<string> {
    const vault = vaultRef.exec(handle.$secret);
    if (vault) {
      const [, connectionId = '', proof, url = ''] = vault;
      if (proof !== proofOf(connectionId, url)) throw shut(handle);
      return readVault(connectionId, url);
    }
    const pin = pinRef.exec(handle.$secret);
    if (pin) {
      const [, connectionId = '', proof, id = ''] = pin;
      if (proof !== proofOf(connectionId, id, 'security-pin')) throw shut(handle);
      return createPin(connectionId, id);
    }
    const value = kept.value(run, handle.$secret);
    if (value === null) throw shut(handle);
    return value;
  }

  async function replaced(value: unknown, secrets: Set<string>): Promise<unknown> {
    if (typeof value !== 'object' || value === null) return value;
    if (isSecretHandle(value)) {
      const plain = await plainOf(value);
      secrets.add(plain);
      return (value.prefix ?? '') + plain + (value.suffix ?? '');
    }
    if (Array.isArray(value)) return Promise.all(value.map((entry) => replaced(entry, secrets)));
    const entries = await Promise.all(Object.entries(value).map(async ([key, entry]) => [key, await replaced(entry, secrets)] as const));
    return Object.fromEntries(entries);
  }

  return {
    async open<T>(value: T) {
      if (!holdsSecret(value)) return closed(value);
      const secrets = new Set<string>();
      const opened = (await replaced(value, secrets)) as T;
      return { value: opened, any: true, mask: (answer) => masked(answer, formsOf(secrets)) };
    },
    async keyVault(url) {
      if (!versionUrl.test(url)) throw fail('param_invalid', `${url.slice(0, 200)} is not the address of one version of a secret.`);
      const { id } = await azure();
      return { $secret: `key-vault:${id}/${proofOf(id, url)}/${url}` };
    },
    async securityPin(vault) {
      if (!vaultId.test(vault)) throw fail('param_invalid', `${vault.slice(0, 200)} is not the id of a Recovery Services vault.`);
      const { id } = await azure();
      return { $secret: `security-pin:${id}/${proofOf(id, vault, 'security-pin')}${vault}` };
    },
  };
}

const shut = (handle: SecretHandle): FailureError =>
  fail('secret_unavailable', `The secret “${secretName(handle)}” cannot be used here: it was not given to this run.`, {
    refused: true,
    advice: ['Give it to the run as a secret input, or read it from a Key Vault in the same flow.'],
  });

/** Shorter ones would turn up in any text by chance. */
const MASKED_FROM = 4;

/** How a secret may be written in what comes back. */
const formsOf = (secrets: ReadonlySet<string>): readonly string[] =>
  [...secrets]
    .filter((secret) => secret.length >= MASKED_FROM)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), Buffer.from(secret).toString('base64')]);

function masked<A>(answer: A, forms: readonly string[]): A {
  if (typeof answer === 'string') return forms.reduce((text, form) => text.replaceAll(form, '•••'), answer as string) as A;
  if (typeof answer !== 'object' || answer === null) return answer;
  if (Array.isArray(answer)) return answer.map((entry) => masked(entry, forms)) as A;
  return Object.fromEntries(Object.entries(answer).map(([key, entry]) => [masked(key, forms), masked(entry, forms)])) as A;
}

/** Sends a request with its secrets opened; neither the answer nor a failure tells them. */
export async function sendOpened<R, A>(open: StepSecrets['open'], request: R, send: (opened: R) => Promise<A>): Promise<A> {
  const { value, any, mask } = await open(request);
  if (!any) return send(value);
  try {
    return mask(await send(value));
  } catch (error) {
    throw error instanceof FailureError ? new FailureError(mask(error.failure)) : error;
  }
}

const closed = <T>(value: T): Opened<T> => ({ value, any: false, mask: (answer) => answer });

/** Where there is no run there are no secrets: forms, the home page. */
export const noSecrets: StepSecrets = {
  open: async (value) => closed(value),
  keyVault: () => Promise.reject(onlyInRuns()),
  securityPin: () => Promise.reject(onlyInRuns()),
};

function onlyInRuns(): FailureError {
  return fail('effect_exceeded', 'Only a step of a run can hand on a secret.', { refused: true });
}
