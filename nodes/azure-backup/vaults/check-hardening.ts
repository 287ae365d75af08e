// Checks how vaults are protected against a baseline, and lists every drift with its severity and what to do. Ways out for "all
// fit" and "some drift", so that a flow can go on without an expression.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { choice, flag, optionalAzureId } from '../../kit/fields.ts';
import { vaultChoices } from '../choices.ts';
import { vaultIdOrAll } from '../find.ts';
import { type Baseline, baselines, driftsOf, severities } from './hardening.ts';
import { mustHaveVault } from './vault.ts';

const estate = {
  vaults: [
    { name: 'vault-strict', softDelete: 'AlwaysON' as const, softDeleteDays: 30, immutability: 'Unlocked' as const },
    { name: 'vault-weak', softDelete: 'Disabled' as const, redundancy: 'LocallyRedundant' as const },
  ],
};
const given = { estate };

export default defineNode({
  type: 'azure-backup.check-hardening',
  version: 1,
  group: 'azure-backup',
  section: 'Vaults',
  title: 'Check vault hardening',
  summary: 'Compares the security settings of vaults with a baseline and lists every drift.',
  icon: 'shield-checkmark',
  keywords: ['security posture', 'ransomware', 'baseline', 'drift', 'soft delete', 'immutability', 'compliance'],
  needs: ['Microsoft.RecoveryServices/Vaults/read'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: all vaults.' }),
    baseline: choice(['basic', 'production', 'ransomware', 'own'], {
      title: 'Baseline',
      ui: {
        labels: {
          basic: 'Basic: soft delete, alerts',
          production: 'Production: and immutable, redundant',
          ransomware: 'Ransomware: all of it, locked',
          own: 'My own',
        },
      },
    }).default('production'),
    softDelete: choice(['Enabled', 'AlwaysON'], {
      title: 'Soft delete at least',
      ui: { when: { param: 'baseline', in: ['own'] } },
    }).optional(),
    softDeleteDays: z
      .int()
      .min(14)
      .max(180)
      .optional()
      .meta({ title: 'Soft delete retention at least', ui: { widget: 'number', unit: 'days', when: { param: 'baseline', in: ['own'] } } }),
    immutability: choice(['Unlocked', 'Locked'], {
      title: 'Immutability at least',
      ui: { when: { param: 'baseline', in: ['own'] } },
    }).optional(),
    redundancy: z
      .array(z.enum(['GeoRedundant', 'ZoneRedundant', 'LocallyRedundant']))
      .optional()
      .meta({ title: 'Storage redundancy one of', ui: { widget: 'list', when: { param: 'baseline', in: ['own'] } } }),
    crossRegionRestore: flag({ title: 'Cross Region Restore', ui: { when: { param: 'baseline', in: ['own'] } } }).default(false),
    multiUserAuthorization: flag({ title: 'Multi-user authorization', ui: { when: { param: 'baseline', in: ['own'] } } }).default(false),
    privateNetwork: flag({ title: 'Private network only', ui: { when: { param: 'baseline', in: ['own'] } } }).default(false),
    customerKeys: flag({ title: 'Customer-managed keys', ui: { when: { param: 'baseline', in: ['own'] } } }).default(false),
    alerts: flag({ title: 'Alerts for job failures', ui: { when: { param: 'baseline', in: ['own'] } } }).default(false),
  }),
  ports: ['fits', 'drifts'],
  result: z.object({
    count: z.int().meta({ title: 'Drifts' }),
    vaults: z.int().meta({ title: 'Vaults looked at' }),
    fitting: z.int().meta({ title: 'Vaults that fit' }),
    items: z.array(
      z.object({
        vaultId: z.string(),
        vaultName: z.string(),
        check: z.string(),
        expected: z.string(),
        actual: z.string(),
        severity: z.enum(severities),
        fix: z.string(),
      }),
    ),
  }),
  line: '{vault} · {baseline}',
  async run({ params, azure }) {
    const one = await vaultIdOrAll(azure, params.vault);
    const ids = one === null ? [] : [one];
    if (one === null) for await (const { id } of azure.vaults()) ids.push(id);
    const wanted: Baseline = params.baseline === 'own' ? ownBaseline(params) : baselines[params.baseline];
    const vaults = [];
    for (const id of ids) vaults.push(await mustHaveVault(azure, id));
    const items = vaults.flatMap((vault) =>
      driftsOf(vault, wanted).map((drift) => ({ vaultId: vault.id, vaultName: vault.name, ...drift })),
    );
    items.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || a.vaultName.localeCompare(b.vaultName, 'en'));
    const drifting = new Set(items.map(({ vaultId }) => vaultId)).size;
    const data = { count: items.length, vaults: vaults.length, fitting: vaults.length - drifting, items };
    return { port: items.length === 0 ? 'fits' : 'drifts', data };
  },
  choices: { vault: vaultChoices },
  examples: [
    {
      name: 'All vaults against the production baseline',
      given,
      params: {},
      expect: {
        port: 'drifts',
        data: {
          count: 3,
          vaults: 2,
          fitting: 1,
          items: [
            { vaultName: 'vault-weak', check: 'Soft delete', expected: 'Enabled', actual: 'Disabled', severity: 'high' },
            { vaultName: 'vault-weak', check: 'Immutability', severity: 'high' },
            { vaultName: 'vault-weak', check: 'Storage redundancy', actual: 'LocallyRedundant', severity: 'medium' },
          ],
        },
      },
    },
    {
      name: 'A vault that fits',
      given,
      params: { vault: 'vault-strict', baseline: 'production' },
      expect: { port: 'fits', data: { count: 0, vaults: 1, fitting: 1, items: [] } },
    },
    {
      name: 'Against a baseline of your own',
      given,
      params: { vault: 'vault-strict', baseline: 'own', softDeleteDays: 60, multiUserAuthorization: true },
      expect: {
        port: 'drifts',
        data: {
          items: [
            { check: 'Multi-user authorization', severity: 'high' },
            { check: 'Soft delete retention', expected: '60 days or more', actual: '30 days' },
          ],
        },
      },
    },
    { name: 'A vault that does not exist', given, params: { vault: 'vault-nowhere' }, expect: { failed: { code: 'not_found' } } },
  ],
});

interface Own extends Omit<Baseline, 'softDelete' | 'softDeleteDays' | 'immutability' | 'redundancy'> {
  readonly softDelete?: 'Enabled' | 'AlwaysON' | undefined;
  readonly softDeleteDays?: number | undefined;
  readonly immutability?: 'Unlocked' | 'Locked' | undefined;
  readonly redundancy?: readonly string[] | undefined;
}

const ownBaseline = (own: Own): Baseline => ({
  softDelete: own.softDelete ?? null,
  softDeleteDays: own.softDeleteDays ?? null,
  immutability: own.immutability ?? null,
  redundancy: own.redundancy && own.redundancy.length > 0 ? own.redundancy : null,
  crossRegionRestore: own.crossRegionRestore,
  multiUserAuthorization: own.multiUserAuthorization,
  privateNetwork: own.privateNetwork,
  customerKeys: own.customerKeys,
  alerts: own.alerts,
});
