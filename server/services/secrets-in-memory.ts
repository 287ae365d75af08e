// Secrets of runs that no file outlives: `vaultflow run file`, and engines that live for one test. Nothing of them is written.
import { createHmac, randomBytes } from 'node:crypto';
import type { SecretHandle } from '../../nodes/kit/secret-handle.ts';
import type { RunSecrets } from './contract.ts';

export interface SecretsInMemory extends RunSecrets {
  keep(name: string, value: string): SecretHandle;
}

export function secretsInMemory(): SecretsInMemory {
  const values = new Map<string, string>();
  const key = randomBytes(32);
  return {
    keep(name, value) {
      const $secret = `input:${name}/${randomBytes(24).toString('base64url')}`;
      values.set($secret, value);
      return { $secret };
    },
    value: (_run, ref) => values.get(ref) ?? null,
    prove: (text) => createHmac('sha256', key).update(text).digest('base64url'),
  };
}
