// Secrets of runs that no file outlives: `vaultflow run file`, and engines that live for one test. Nothing of them is written.
import { randomBytes } from 'node:crypto';
import type { SecretHandle } from '../../nodes/kit/secret-handle.ts';
import type { RunSecrets } from './contract.ts';

export interface SecretsInMemory extends RunSecrets {
  keep(name: string, value: string): SecretHandle;
}

export function secretsInMemory(): SecretsInMemory {
  const values = new Map<string, string>();
  return {
    keep(name, value) {
      const $secret = `input:${name}/${randomBytes(24).toString('base64url')}`;
      values.set($secret, value);
      return { $secret };
    },
    value: async ({ projectId, runId }, ref) => values.get(ref) ?? values.get(`${projectId} ${runId} ${ref}`) ?? null,
    grant: async ({ projectId, runId }, ref) => void values.set(`${projectId} ${runId} ${ref}`, ''),
  };
}
