// What Azure Backup hands out that nobody may read in a result, because results are kept: PINs, tokens to recovery points, the scripts
// of a mount with their password. Other steps hand these on without showing them.
import type { Json } from '../../kit/json.ts';

const secretNames = new Set(['securityPIN', 'accessToken', 'tokenExtendedInformation', 'scriptContent', 'scriptNameSuffix']);

export function withoutSecrets(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [
      name,
      secretNames.has(name) && typeof entry === 'string' && entry !== '' ? '•••' : withoutSecrets(entry as Json),
    ]),
  );
}
