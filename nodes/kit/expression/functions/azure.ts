/**
 * Azure resource ids: their parts, their names, and whether two mean the same. Ids compare without regard to case and
 * percent codes, because Azure's own answers differ in both.
 */
import { failed } from '../budget.ts';
import { describe } from '../members.ts';
import { textArg } from './arguments.ts';
import { type Definition, family } from './define.ts';

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function segments(id: unknown): string[] {
  const parts = textArg(id, 'id')
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  if (parts.length < 2 || !/^(subscriptions|providers)$/i.test(parts[0] ?? '')) throw failed(`${describe(id)} is no Azure resource id.`);
  return parts;
}

/** The value after a segment, whatever its case. */
function after(parts: readonly string[], name: string): string | null {
  const at = parts.findIndex((part, index) => index % 2 === 0 && part.toLowerCase() === name);
  return at < 0 ? null : (parts[at + 1] ?? null);
}

/** The parts of an id. After the last /providers/ come the namespace, then pairs of type and name. */
function parseId(id: unknown): Record<string, unknown> {
  const parts = segments(id);
  const at = parts.findLastIndex((part) => part.toLowerCase() === 'providers');
  const provider = at < 0 ? null : (parts[at + 1] ?? null);
  const pairs = at < 0 ? [] : parts.slice(at + 2);
  const types = pairs.filter((_, index) => index % 2 === 0);
  const names = pairs.filter((_, index) => index % 2 === 1);
  return {
    subscriptionId: after(parts, 'subscriptions'),
    resourceGroup: after(parts, 'resourcegroups'),
    provider,
    type: provider === null ? null : [provider, ...types].join('/'),
    name: names.at(-1) ?? parts.at(-1) ?? null,
    names: Object.fromEntries(types.map((type, index) => [type, names[index] ?? null])),
  };
}

const normal = (id: unknown): string =>
  decoded(textArg(id, 'id'))
    .replace(/^\/|\/$/g, '')
    .toLowerCase();

const vault = '/subscriptions/0a1b/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/vault-we';

const definitions: readonly Definition[] = [
  [
    'parseResourceId(id)',
    'The parts of an Azure resource id.',
    [
      `parseResourceId('${vault}')`,
      {
        subscriptionId: '0a1b',
        resourceGroup: 'rg-backup',
        provider: 'Microsoft.RecoveryServices',
        type: 'Microsoft.RecoveryServices/vaults',
        name: 'vault-we',
        names: { vaults: 'vault-we' },
      },
    ],
    ([id]) => parseId(id),
  ],
  [
    'resourceName(id)',
    'The last name in an Azure resource id.',
    [`resourceName('${vault}')`, 'vault-we'],
    ([id]) => segments(id).at(-1) ?? null,
  ],
  [
    'resourceGroup(id)',
    'The resource group in an Azure resource id.',
    [`resourceGroup('${vault}')`, 'rg-backup'],
    ([id]) => after(segments(id), 'resourcegroups'),
  ],
  [
    'subscriptionId(id)',
    'The subscription in an Azure resource id.',
    [`subscriptionId('${vault}')`, '0a1b'],
    ([id]) => after(segments(id), 'subscriptions'),
  ],
  [
    'sameResource(a, b)',
    'Whether two ids mean the same resource, whatever their case.',
    ["sameResource('/subscriptions/A/resourceGroups/RG', '/subscriptions/a/resourcegroups/rg')", true],
    ([a, b]) => normal(a) === normal(b),
  ],
];

export const azureFunctions = family('azure', definitions);
