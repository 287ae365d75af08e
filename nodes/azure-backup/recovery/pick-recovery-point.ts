// Picks one recovery point by what matters: the newest, the newest before a moment, application-consistent, in a tier, not too old.
// Fails clearly when there is none, and says what there is instead: a restore from the wrong point is worse than none.
import { z } from 'zod';
import { defineNode } from '../../kit/define.ts';
import { durationMs } from '../../kit/duration.ts';
import { fail } from '../../kit/errors.ts';
import { azureId, choice, date, duration, optionalAzureId } from '../../kit/fields.ts';
import { itemChoices, vaultChoices } from '../choices.ts';
import { itemId } from '../find.ts';
import { detailedPointShape, type Point, pointsOf, tierLabels, tiers } from './points.ts';

const estate = {
  vaults: [
    {
      name: 'vault-weu-prod',
      policies: [{ name: 'daily' }, { name: 'long', keepDays: 900 }],
      items: [
        { name: 'vm-sql-03', policy: 'daily', points: { count: 5, newest: '-PT8H', everyHours: 24, ids: ['1005', '1004', '1003'] } },
        { name: 'vm-new-01', policy: 'daily', points: { count: 0 } },
        { name: 'vm-old-09', policy: 'long', points: { count: 2, newest: '-P200D', archived: 2, ids: ['9002'] } },
      ],
    },
  ],
};

export default defineNode({
  type: 'azure-backup.pick-recovery-point',
  version: 1,
  group: 'azure-backup',
  section: 'Recovery points',
  title: 'Pick a recovery point',
  summary: 'Picks the newest recovery point that fits, or fails when there is none.',
  icon: 'bookmark',
  keywords: ['restore point', 'latest', 'newest', 'application consistent', 'point in time', 'tier', 'az backup recoverypoint show'],
  connection: 'azure',
  effect: 'read',
  params: z.object({
    vault: optionalAzureId('vault', { title: 'Vault', description: 'Empty: any vault.' }),
    item: azureId('item', { title: 'Item' }),
    before: date({ title: 'The newest before', description: 'Empty: the newest of all.' }).optional(),
    kind: choice(['any', 'AppConsistent', 'atLeastFileSystem', 'Full'], {
      title: 'Kind',
      ui: {
        labels: {
          any: 'Any',
          AppConsistent: 'Application-consistent',
          atLeastFileSystem: 'At least file-system-consistent',
          Full: 'Full backup of a database',
        },
      },
    }).default('any'),
    tier: choice(['any', 'online', ...tiers], {
      title: 'Tier',
      ui: { labels: { any: 'Any', online: 'Any but archive', ...tierLabels } },
    }).default('any'),
    notOlderThan: duration({ title: 'Not older than', description: 'Empty: however old it is.' }).optional(),
  }),
  ports: ['done'],
  result: detailedPointShape.extend({ itemId: z.string(), ageHours: z.number() }),
  line: '{item} · before {before} · {kind} · {tier}',
  async run({ params, azure, now }) {
    const item = await itemId(azure, params.item, params.vault);
    const all = (await pointsOf(azure, item)).filter(({ name, softDeleted }) => name !== 'DefaultRangeRecoveryPoint' && !softDeleted);
    if (all.length === 0) throw fail('not_found', 'The item has no recovery point yet.');
    const before = params.before ? Date.parse(params.before) : Number.POSITIVE_INFINITY;
    const earlier = all.filter(({ time }) => Date.parse(time) < before);
    const fitting = earlier.filter((point) => isKind(point, params.kind) && isIn(point, params.tier));
    const found = fitting[0];
    if (!found) throw fail('not_found', `None of ${all.length} recovery points is ${wish(params)}.`, { advice: what(all, earlier.length) });
    const age = now - Date.parse(found.time);
    const limit = params.notOlderThan ? (durationMs(params.notOlderThan) ?? 0) : Number.POSITIVE_INFINITY;
    if (age > limit)
      throw fail('not_found', `The newest recovery point that fits is of ${found.time}, older than ${params.notOlderThan}.`, {
        advice: ['Back the item up first, or accept an older point.'],
      });
    return { port: 'done', data: { ...found, itemId: item, ageHours: Math.round((age / 3_600_000) * 10) / 10 } };
  },
  choices: { vault: vaultChoices, item: itemChoices },
  examples: [
    {
      name: 'The newest application-consistent one',
      given: { estate },
      params: { item: 'vm-sql-03', kind: 'AppConsistent' },
      expect: { port: 'done', data: { name: '1005', kind: 'AppConsistent', ageHours: 8 } },
    },
    {
      name: 'The newest from before the change',
      given: { estate },
      params: { vault: 'vault-weu-prod', item: 'vm-sql-03', before: '{{ addHours(utcNow(), -24) }}' },
      expect: { port: 'done', data: { name: '1004' } },
    },
    {
      name: 'The newest in the archive',
      given: { estate },
      params: { item: 'vm-old-09', tier: 'ArchivedRP' },
      expect: { port: 'done', data: { name: '9002', archived: true, tiers: ['ArchivedRP'] } },
    },
    {
      name: 'All are archived, and that is not wanted',
      given: { estate },
      params: { item: 'vm-old-09', tier: 'online' },
      expect: { failed: { code: 'not_found', message: 'None of 2 recovery points is outside the archive.' } },
    },
    {
      name: 'All are too old',
      given: { estate },
      params: { item: 'vm-sql-03', notOlderThan: 'PT4H' },
      expect: { failed: { code: 'not_found' } },
    },
    {
      name: 'Nothing is in the archive',
      given: { estate },
      params: { item: 'vm-sql-03', tier: 'ArchivedRP' },
      expect: { failed: { code: 'not_found', message: 'None of 5 recovery points is in the tier Vault-archive.' } },
    },
    { name: 'Before the first backup', given: { estate }, params: { item: 'vm-new-01' }, expect: { failed: { code: 'not_found' } } },
  ],
});

interface Wish {
  readonly before?: string | undefined;
  readonly kind: 'any' | 'AppConsistent' | 'atLeastFileSystem' | 'Full';
  readonly tier: 'any' | 'online' | (typeof tiers)[number];
}

function isKind({ kind }: Point, wanted: Wish['kind']): boolean {
  if (wanted === 'any') return true;
  if (wanted === 'atLeastFileSystem') return /^(AppConsistent|FileSystemConsistent)$/i.test(kind);
  return kind.toLowerCase() === wanted.toLowerCase();
}

/** Databases and shares do not say in which tier they are: they are online unless they say archive. */
function isIn({ tiers: held, archived }: Point, wanted: Wish['tier']): boolean {
  if (wanted === 'any') return true;
  return wanted === 'online' ? !archived : held.includes(wanted);
}

function wish({ before, kind, tier }: Wish): string {
  const kinds = { any: '', AppConsistent: 'application-consistent', atLeastFileSystem: 'file-system-consistent', Full: 'a full backup' };
  const place = tier === 'any' ? '' : tier === 'online' ? 'outside the archive' : `in the tier ${tierLabels[tier]}`;
  return [before ? `from before ${before}` : '', kinds[kind], place].filter((part) => part !== '').join(' and ') || 'there';
}

function what(all: readonly Point[], earlier: number): string[] {
  const kinds = [...new Set(all.map(({ kind }) => kind))].join(', ');
  const held = [...new Set(all.flatMap((point) => point.tiers))].join(', ');
  return [
    `They reach from ${all.at(-1)?.time} to ${all[0]?.time}${earlier < all.length ? `, ${earlier} of them early enough` : ''}.`,
    `Kinds: ${kinds || 'none said'}. Tiers: ${held || 'none said'}.`,
  ];
}
