// The simulator's own request schemas against the published specification: every official request is accepted, and whatever
// the specification refuses of its mutations (wrong type, unknown member, missing member) the schemas refuse too. Needs AZURE_SPECS.
import { beforeAll, describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { backupRequest } from '../../simulator/requests/backup.ts';
import { containerRequest } from '../../simulator/requests/container.ts';
import { intentRequest } from '../../simulator/requests/intent.ts';
import { itemRequest } from '../../simulator/requests/item.ts';
import { policyRequest } from '../../simulator/requests/policy.ts';
import { restoreRequest, validateRequest } from '../../simulator/requests/restore.ts';
import { backupStatusRequest, featureRequest, preValidateRequest } from '../../simulator/requests/status.ts';
import { storageConfigRequest, vaultConfigRequest, vaultPatch, vaultPut } from '../../simulator/requests/vault.ts';
import { bodyOf, type Example, examplesOf, specs, swaggers, text } from '../../simulator/test/spec.ts';
import { type Judge, judgeOf } from '../../simulator/test/validator.ts';

const schemas: Record<string, z.ZodType> = {
  Backups_Trigger: backupRequest,
  ProtectedItems_CreateOrUpdate: itemRequest,
  ProtectionPolicies_CreateOrUpdate: policyRequest,
  ProtectionContainers_Register: containerRequest,
  Restores_Trigger: restoreRequest,
  Operation_Validate: validateRequest,
  ValidateOperation_Trigger: validateRequest,
  ProtectionIntent_CreateOrUpdate: intentRequest,
  ProtectionIntent_Validate: preValidateRequest,
  BackupStatus_Get: backupStatusRequest,
  FeatureSupport_Validate: featureRequest,
  BackupResourceVaultConfigs_Put: vaultConfigRequest,
  BackupResourceVaultConfigs_Update: vaultConfigRequest,
  BackupResourceStorageConfigsNonCRR_Update: storageConfigRequest,
  BackupResourceStorageConfigsNonCRR_patch: storageConfigRequest,
  Vaults_CreateOrUpdate: vaultPut,
  Vaults_Update: vaultPatch,
};

const examples = [...examplesOf(swaggers.backup), ...examplesOf(swaggers.vaults)].filter((example) => schemas[example.operationId]);

interface Mutation {
  what: string;
  body: unknown;
}

const wrong = (value: unknown): unknown[] => {
  if (typeof value === 'string') return [{ no: 'text' }, ['no text']];
  if (typeof value === 'number') return ['not a number', { no: 'number' }];
  if (typeof value === 'boolean') return ['not a boolean', 7];
  if (Array.isArray(value)) return ['not a list', { no: 'list' }];
  return ['not an object', 5];
};

/** Every member of a body replaced by something of another type, left out, or joined by a stranger. */
function mutations(body: unknown, at = ''): Mutation[] {
  if (typeof body !== 'object' || body === null) return [];
  const put = (key: string, value: unknown): unknown =>
    Array.isArray(body) ? body.map((one, index) => (String(index) === key ? value : one)) : { ...body, [key]: value };
  const own = Object.entries(body).flatMap(([key, value]) => [
    ...(value === null ? [] : wrong(value).map((bad) => ({ what: `${at}.${key} = ${JSON.stringify(bad)}`, body: put(key, bad) }))),
    ...(typeof value === 'string' ? [{ what: `${at}.${key} = "Strange"`, body: put(key, 'Strange') }] : []),
    ...mutations(value, `${at}.${key}`).map((inner) => ({ ...inner, body: put(key, inner.body) })),
  ]);
  if (Array.isArray(body)) return own;
  const less = Object.keys(body).map((key) => ({
    what: `${at} without ${key}`,
    body: Object.fromEntries(Object.entries(body).filter(([name]) => name !== key)),
  }));
  return [...own, ...less, { what: `${at} with a stranger`, body: { ...body, stranger: 1 } }];
}

const urlOf = (example: Example) => {
  const path = example.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(text(example, name)));
  return `https://management.azure.com${path}?api-version=${text(example, 'api-version')}`;
};

let judge: Judge;
beforeAll(async () => {
  if (specs) judge = await judgeOf([swaggers.backup, swaggers.vaults]);
});

describe.runIf(specs)('request schemas against the published specification', () => {
  test('there is an official example for every schema', () => {
    expect(Object.keys(schemas).filter((id) => !examples.some((example) => example.operationId === id))).toEqual([]);
    expect(examples.length).toBeGreaterThanOrEqual(30);
  });

  test.each(examples.map((example) => [`${example.operationId} ${example.file}`, example] as const))('%s', async (_name, example) => {
    const schema = schemas[example.operationId];
    if (!schema) throw new Error('no schema');
    const body = bodyOf(example);
    const accepted = schema.safeParse(body);
    expect(accepted.error?.issues ?? []).toEqual([]);

    const url = urlOf(example);
    const refuses = async (mutated: unknown) =>
      (await judge.request({ method: example.method, url, body: JSON.stringify(mutated) })).length > 0;
    expect(await refuses(body)).toBe(false);
    const tooLenient: string[] = [];
    let refused = 0;
    for (const { what, body: mutated } of mutations(body)) {
      if (!(await refuses(mutated))) continue;
      refused++;
      if (schema.safeParse(mutated).success) tooLenient.push(what);
    }
    expect(tooLenient).toEqual([]);
    expect(refused).toBeGreaterThan(0);
  });
});
