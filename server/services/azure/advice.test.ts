// Our sentences for Azure's codes: that the codes are real, and that a request or a job that fails with one carries the sentence.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { failureOfJob } from '../../../nodes/azure-backup/job.ts';
import { FailureError } from '../../../nodes/kit/errors.ts';
import { estate } from '../../../nodes/kit/estate.ts';
import { createSimulator } from '../../../simulator/simulator.ts';
import { memoryJournal } from '../../journal/memory.ts';
import { createEgress } from '../egress.ts';
import { noSecrets } from '../secrets.ts';
import { adviceFor, knownCodes } from './advice.ts';
import { createAzure } from './backup.ts';
import { createBudgets } from './budget.ts';
import { openSession } from './session.ts';

/** Codes that the practice subscription never answers by itself, and where Azure publishes them. */
const published: { readonly [code: string]: string } = {
  invalidauthenticationtokentenant: 'https://learn.microsoft.com/troubleshoot/azure/azure-resource-manager',
  requestdisallowedbypolicy:
    'https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-policy-requestdisallowedbypolicy',
  missingsubscriptionregistration:
    'https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider',
  subscriptionrequeststhrottled: 'https://aka.ms/arm-throttling',
  usererrorstandardssdnotsupported: 'https://learn.microsoft.com/azure/backup/backup-azure-vms-troubleshoot',
  usererrorunsupporteddisksize: 'https://learn.microsoft.com/azure/backup/backup-azure-vms-troubleshoot',
  cloudinternalerror: 'https://learn.microsoft.com/azure/backup/backup-azure-vms-troubleshoot',
  usererrorcorecountsubscriptionquotareached: 'ValidateOperation_RestoreDisk.json of the specification',
};

/** https://learn.microsoft.com/azure/backup/troubleshoot-azure-files */
const ofShares = new Set([
  'filesharenotfound',
  'usererrorfileshareendpointunreachable',
  'usererrorstorageaccountnotfound',
  'parallelsnapshotrequest',
  'filesharebackupfailedwithazurerprequestthrottling',
  'filesharerestorefailedwithazurerprequestthrottling',
  'targetfilesharenotfound',
  'usererrorstorageaccountislocked',
  'datatransferservicecoflimitreached',
  'datatransferserviceallfilesfailedtorecover',
  'datatransferservicesourceurinotvalid',
  'usererrordtsdestlocked',
  'usererrortargetfilesharefull',
  'usererrortargetfilesharequotanotsufficient',
  'usererrorafsrecoverysomefilesnotrestored',
  'usererrorafssourcesnapshotnotfound',
  'usererroranotherrestoreinprogressonsametarget',
  'usererrorsourceortargetaccountnotaccessible',
  'bmsusererrorconflictingprotectionoperation',
  'bmsusererrorobjectlocked',
]);

/**
 * What Azure refuses here is documented, under which code is not: nowhere in its specifications, in recorded traffic or in its pages.
 * The practice subscription answers these, and Azure may answer another; the cause and the request id are Azure's own in any case.
 */
const inferred = new Set([
  'bmsusererrorcontaineralreadyregistered',
  'bmsusererrorcontainerobjectnotfound',
  'bmsusererrorentityalreadyprotected',
  'bmsusererrorinvalidpolicyforgivenprovider',
  'bmsusererrorjobnotcancellable',
  'bmsusererrorpolicyinuse',
  'bmsusererrorpolicynotfound',
  'bmsusererrorprotectionstopped',
  'bmsusererrorregionmismatch',
  'usererrorhanainternalerror',
  'usererrorinstantilrsessionalreadyactive',
  'usererroritemalreadyinsoftdeletedstate',
  'usererroriteminsoftdeletedstate',
  'usererroroperationdeniedonimmutableitem',
  'usererroroperationinprogress',
  'usererrororiginalvirtualmachinenotfound',
  'usererrorrecoverypointinarchivetier',
  'usererrorrecoverypointnotmoveready',
  'usererrorrestorepointintimeoutofrange',
  'usererrortargetstorageaccountregionmismatch',
  'usererrortargetvirtualmachinealreadyexists',
  'usererrorunsupportedvaultimmutabilitystatechange',
]);

const sources = readdirSync('simulator', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join('simulator', file), 'utf8').toLowerCase())
  .join('\n');

const vaultName = 'vault-weu-prod';
const world = estate({
  vaults: [
    {
      name: vaultName,
      policies: [{ name: 'daily' }],
      items: [{ name: 'vm-sql-03', policy: 'daily' }],
      jobs: knownCodes.map((code) => ({
        item: 'vm-sql-03',
        status: 'Failed' as const,
        error: { code, recommendations: ['As Azure says.'] },
      })),
    },
  ],
});

function practice() {
  const simulator = createSimulator({ file: ':memory:', estate: world });
  const connection = { id: 'c1', kind: 'azure', name: 'Azure', revision: '1', values: {} } as const;
  const session = openSession(
    connection,
    { credential: 'practice', cloud: 'public' },
    { egress: createEgress(), budgets: createBudgets(memoryJournal(), Date.now), practice: async () => simulator },
  );
  const { signal } = new AbortController();
  const azure = createAzure({
    session: async () => session,
    effect: 'write',
    signal,
    secrets: noSecrets.open,
    watch: () => undefined,
  });
  return { simulator, azure };
}

describe('advice for the codes of Azure', () => {
  test('is there for at least 40 that are known to be Azure’s, in whatever case they come', () => {
    expect(knownCodes.filter((code) => !inferred.has(code)).length).toBeGreaterThanOrEqual(40);
    expect([...inferred].filter((code) => !knownCodes.includes(code))).toEqual([]);
    expect(adviceFor('ScopeLocked')).toEqual(adviceFor('SCOPELOCKED'));
    for (const code of knownCodes) for (const sentence of adviceFor(code)) expect(sentence).toMatch(/^[A-Z].{20,}\.$/s);
    expect(adviceFor('NobodyKnowsThis')).toEqual([]);
    expect(adviceFor('constructor')).toEqual([]);
  });

  test.each(knownCodes)('%s is a code that Azure, or the practice subscription, answers', (code) => {
    const quoted = new RegExp(`['"]${code}['"]`);
    expect(published[code] ?? (ofShares.has(code) || quoted.test(sources))).toBeTruthy();
  });

  test('comes with a request that is refused with one', async () => {
    const { simulator, azure } = practice();
    for (const code of knownCodes) {
      const rule = [
        ['match', { path: 'backupPolicies' }],
        ['then', { status: 400, code }],
      ];
      simulator.setFaults([Object.fromEntries(rule)]);
      const id = `/subscriptions/${simulator.subscriptionId}/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/${vaultName}`;
      const asked = azure.operation({ id: 'ProtectionPolicies_Get', scope: id, path: { policyName: 'daily' } });
      const thrown: unknown = await asked.catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(FailureError);
      expect((thrown as FailureError).failure).toMatchObject({ azure: { code, status: 400 }, advice: adviceFor(code) });
    }
    simulator.close();
  });

  test('comes with a job that failed with one, behind what Azure recommends', async () => {
    const { simulator, azure } = practice();
    const seen = new Map<string, readonly string[]>();
    for await (const { jobId, vaultId } of azure.jobs(null, { status: 'Failed' })) {
      const failure = failureOfJob(await azure.job(vaultId, jobId), false)?.failure;
      seen.set(failure?.azure?.code ?? '', failure?.advice ?? []);
    }
    for (const code of knownCodes) expect(seen.get(code)).toEqual(['As Azure says.', ...adviceFor(code)]);
    simulator.close();
  });
});
