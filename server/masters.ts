// Where the master keys of this installation come from: a Key Vault, the settings, or a file. The strongest that is given comes first; the
// others still open what was wrapped by them, so that one can be changed for another while everything runs.
import { existsSync } from 'node:fs';
import { fail } from '../nodes/kit/errors.ts';
import { mastersInFile, ownMasters } from './security/key-file.ts';
import { givenMasters, type Masters } from './security/masters.ts';
import type { KeySettings } from './settings.ts';

/** `mayMake`: there is nothing yet that a new key would not open. */
export async function openMasters({ given, file, fileIsOurs, vaultKey }: KeySettings, mayMake: boolean): Promise<Masters> {
  const local = localMasters({ given, file, fileIsOurs }, mayMake && vaultKey === null, vaultKey !== null);
  if (vaultKey === null) {
    if (!local) throw fail('conflict', 'There is no key for stored secrets.');
    return local;
  }
  // Loaded here: who has no Key Vault pays nothing for one.
  const { keyVaultMaster } = await import('./services/azure/key-vault-master.ts');
  return { all: [await keyVaultMaster(vaultKey), ...(local?.all ?? [])], renew: null };
}

function localMasters({ given, file, fileIsOurs }: Omit<KeySettings, 'vaultKey'>, mayMake: boolean, optional: boolean): Masters | null {
  if (given.length > 0) return givenMasters(...given);
  if (optional && !existsSync(file)) return null;
  return fileIsOurs ? ownMasters(file, mayMake) : mastersInFile(file, mayMake);
}
