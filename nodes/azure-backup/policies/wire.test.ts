// The two translations of a policy against each other, and against the official examples of the published specification.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../kit/backup-policy/defaults.ts';
import { policyFindings } from '../../kit/backup-policy/rules.ts';
import type { BackupPolicyPlan } from '../../kit/backup-policy/shape.ts';
import { readPolicy } from './from-wire.ts';
import { plans } from './test/plans.ts';
import { policyBody } from './to-wire.ts';

test('a policy survives the way to Azure and back', () => {
  fc.assert(
    fc.property(plans, (plan) => {
      expect(readPolicy(policyBody(plan))).toEqual({ policy: plan });
    }),
    { numRuns: 500 },
  );
});

test('what Azure may answer instead of nothing changes nothing', () => {
  const plan = defaultPolicy('vm');
  const body = { ...policyBody(plan), protectedItemsCount: 3, tieringPolicy: null, instantRPDetails: {}, unheardOf: { a: 1 } };
  expect(readPolicy(body)).toEqual({ policy: plan });
});

test.each([
  ['of an agent', { backupManagementType: 'MAB' }, /MARS agent owns/],
  ['with several times a day', vm({ scheduleRunTimes: ['2024-01-01T08:00:00Z', '2024-01-01T20:00:00Z'] }), /several times/],
  ['that keeps days for weeks', vm({}, { dailySchedule: { retentionDuration: { count: 3, durationType: 'Weeks' } } }), /days for 3 Weeks/],
  ['of a day that does not exist', vm({ scheduleRunFrequency: 'Weekly', scheduleRunDays: ['Caturday'] }), /Caturday/],
  ['without anything', {}, /undefined/],
  ['that is no object', null, /undefined/],
])('a policy %s is not guessed at', (_, properties, reason) => {
  expect(readPolicy(properties)).toEqual({ not: expect.stringMatching(reason) });
});

function vm(schedulePolicy: object, retentionPolicy: object = {}) {
  return {
    backupManagementType: 'AzureIaasVM',
    schedulePolicy: {
      schedulePolicyType: 'SimpleSchedulePolicy',
      scheduleRunFrequency: 'Daily',
      scheduleRunTimes: ['2024-01-01T08:00:00Z'],
      ...schedulePolicy,
    },
    retentionPolicy: { retentionPolicyType: 'LongTermRetentionPolicy', ...retentionPolicy },
  };
}

test('a zone of the IANA list goes to Azure by its Windows name', () => {
  const plan: BackupPolicyPlan = { ...defaultPolicy('vm'), schedule: { every: 'day', at: '23:00', timeZone: 'Europe/Berlin' } };
  expect(policyBody(plan)).toMatchObject({ timeZone: 'W. Europe Standard Time' });
});

const specs = process.env.AZURE_SPECS;
const folder = `${specs}/specification/recoveryservicesbackup/resource-manager/Microsoft.RecoveryServices/stable/2023-06-01/examples`;
const official =
  specs && existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /ProtectionPolicies_CreateOrUpdate|IaaS_v2_/.test(name))
    : [];

describe.runIf(official.length > 0)('the official examples', () => {
  test('are all here', () => expect(official.length).toBe(8));

  test.each(official)('%s says the same after both translations', (name) => {
    const { parameters } = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')).parameters;
    const read = readPolicy(parameters.properties);
    if ('not' in read) throw new Error(read.not);
    const again = policyBody(read.policy);
    expect(readPolicy(again)).toEqual(read);
    // The dates mean nothing, nulls are absent, and our side is explicit where the service has a default.
    expect(plain(again)).toMatchObject(plain(parameters.properties) as object);
    const findings = policyFindings(read.policy).map(({ path }) => path.join('.'));
    // This example keeps backups for one day; the portal and PowerShell want seven at least.
    expect(findings).toEqual(name.endsWith('AzureIaasVm/ProtectionPolicies_CreateOrUpdate_Simple.json') ? ['keep.days'] : []);
  });
});

/** Times of day only; the Enhanced example with a retention time of its own gets that of its schedule. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return value.slice(11, 16);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, one]) => one !== null && name !== 'retentionTimes')
      .map(([name, one]) => [name, plain(one)]),
  );
}
