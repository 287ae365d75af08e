// Opens secret handles, for one step, at the last moment before a request leaves. What was opened is masked in what comes back, so
// that a service that repeats what it was told writes nothing into the journal. Handles that this run was not given stay shut.
import { randomBytes } from 'node:crypto';
import type { SecretsCapability } from '../../nodes/kit/capabilities.ts';
import { FailureError, fail } from '../../nodes/kit/errors.ts';
import { holdsSecret, isSecretHandle, type SecretHandle, secretName } from '../../nodes/kit/secret-handle.ts';
import type { OpenConnection, RunSecrets } from './contract.ts';

interface SecretDeps {
  readonly run: { readonly projectId: string; readonly runId: string };
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

const vaultRef = /^key-vault:([^/]+)\/[^/]+\/(https:\/\/[^/]+\/secrets\/[^/]+\/[^/?#]+)$/;
const pinRef = /^security-pin:([^/]+)\/[^/]+(\/subscriptions\/.+)$/;
const vaultId = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.RecoveryServices\/vaults\/[^/]+$/i;
const versionUrl = /^https:\/\/[^/?#]+\/secrets\/[^/?#]+\/[^/?#]+$/;

const nobodysGuess = (): string => randomBytes(24).toString('base64url');

export function createSecrets({ run, kept, azure, readVault, createPin }: SecretDeps): StepSecrets {
  /** Others can see a handle, and send it to a flow of theirs: it opens only where it was made or handed on to. */
  async function granted($secret: string): Promise<SecretHandle> {
    await kept.grant(run, $secret);
    return { $secret };
  }

  async function plainOf(handle: SecretHandle): Promise<string> {
    const value = await kept.value(run, handle.$secret);
    if (value === null) throw shut(handle);
    const vault = vaultRef.exec(handle.$secret);
    if (vault) {
      const [, connectionId = '', url = ''] = vault;
      return readVault(connectionId, url);
    }
    const pin = pinRef.exec(handle.$secret);
    if (pin) {
      const [, connectionId = '', id = ''] = pin;
      return createPin(connectionId, id);
    }
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
      return granted(`key-vault:${id}/${nobodysGuess()}/${url}`);
    },
    async securityPin(vault) {
      if (!vaultId.test(vault)) throw fail('param_invalid', `${vault.slice(0, 200)} is not the id of a Recovery Services vault.`);
      const { id } = await azure();
      return granted(`security-pin:${id}/${nobodysGuess()}${vault}`);
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

/** How a secret may be written in what comes back. The longest first: one secret may begin like another. */
const formsOf = (secrets: Iterable<string>): readonly string[] =>
  [...secrets]
    .filter((secret) => secret.length >= MASKED_FROM)
    .flatMap((secret) => [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      // As a query and a form write it: `+` for a space.
      new URLSearchParams({ s: secret }).toString().slice(2),
      Buffer.from(secret).toString('base64'),
    ])
    .sort((a, b) => b.length - a.length);

/** Leaves out texts that nobody handed over as a handle: what a connection adds to a request. */
export const maskOf = (secrets: readonly string[]): Opened<unknown>['mask'] => {
  const forms = formsOf(secrets);
  return (answer) => (forms.length === 0 ? answer : masked(answer, forms));
};

/** A failure of whatever kind, without what was opened. */
const maskedError = (error: unknown, mask: Opened<unknown>['mask']): unknown =>
  error instanceof FailureError
    ? new FailureError(mask(error.failure))
    : error instanceof Error
      ? Object.assign(new Error(mask(error.message)), { name: error.name })
      : error;

function masked<A>(answer: A, forms: readonly string[]): A {
  if (typeof answer === 'string') return forms.reduce((text, form) => text.replaceAll(form, '•••'), answer as string) as A;
  if (typeof answer !== 'object' || answer === null) return answer;
  if (Array.isArray(answer)) return answer.map((entry) => masked(entry, forms)) as A;
  return Object.fromEntries(Object.entries(answer).map(([key, entry]) => [masked(key, forms), masked(entry, forms)])) as A;
}

/** Sends a request with its secrets opened; neither the answer nor a failure tells them. */
export async function sendOpened<R, A>(
  open: StepSecrets['open'],
  request: R,
  send: (opened: R, mask: Opened<R>['mask']) => Promise<A>,
): Promise<A> {
  const { value, any, mask } = await open(request);
  if (!any) return send(value, mask);
  try {
    return mask(await send(value, mask));
  } catch (error) {
    throw maskedError(error, mask);
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
