import { expect, test } from 'vitest';
import { describeConnectionKinds } from '../../nodes/kit/connection-kinds.ts';
import type { JsonObject } from '../../nodes/kit/json.ts';
import type { Connection } from '../../nodes/kit/wire/system.ts';
import { fieldsOf } from '../inspector/schema.ts';
import { firstValues, keptSecrets, sentFields, withoutFields } from './connection-form.ts';

const schemaOf = (kind: string): JsonObject => describeConnectionKinds().find((entry) => entry.kind === kind)?.fields as JsonObject;
const azure = schemaOf('azure');
const stored: Connection = {
  id: 'conn_1',
  kind: 'azure',
  name: 'Contoso',
  practice: false,
  isDefault: false,
  fields: { credential: 'clientSecret', tenantId: 't', clientId: 'c' },
  secretsSet: ['clientSecret'],
  createdAt: '2026-11-22T05:00:00.000Z',
  createdBy: { kind: 'user', id: 'u', name: 'u' },
  usedByFlows: 0,
  lastTest: null,
};
const values = stored.fields as JsonObject;

test('a stored secret is shown as set and left out of the form until it is replaced', () => {
  const kept = keptSecrets(azure, values, stored, new Set());
  expect(kept.map(({ name }) => name)).toEqual(['clientSecret']);
  expect(fieldsOf(withoutFields(azure, ['clientSecret'])).some(({ name }) => name === 'clientSecret')).toBe(false);
  expect(keptSecrets(azure, values, stored, new Set(['clientSecret']))).toEqual([]);
});

test('where the connection leads elsewhere its secret is asked for again, until it leads back', () => {
  expect(keptSecrets(azure, { ...values, cloud: 'usgov' }, stored, new Set())).toEqual([]);
  const mail = { ...stored, kind: 'smtp', fields: { host: 'mail.contoso.com', port: 587 }, secretsSet: ['password'] };
  const schema = schemaOf('smtp');
  expect(keptSecrets(schema, { host: 'mail.contoso.com', port: 587, from: 'x@contoso.com' }, mail, new Set())).toHaveLength(1);
  expect(keptSecrets(schema, { host: 'mail.example.com', port: 587 }, mail, new Set())).toEqual([]);
});

test('saving without touching the secret does not send it', () => {
  expect(sentFields(azure, values, stored)).toEqual({ credential: 'clientSecret', cloud: 'public', tenantId: 't', clientId: 'c' });
});

test('another way to sign in takes the old secret away and sends no hidden field', () => {
  const sent = sentFields(azure, { ...values, credential: 'azureCli', subscriptionIds: ['s'] }, stored);
  expect(sent).toEqual({ credential: 'azureCli', cloud: 'public', tenantId: 't', subscriptionIds: ['s'], clientSecret: null });
});

test('a new Azure connection is a real one and sends its secret once', () => {
  const sent = sentFields(azure, { ...firstValues('azure'), tenantId: 't', clientId: 'c', clientSecret: 'geheim' }, null);
  expect(sent).toEqual({ credential: 'clientSecret', cloud: 'public', tenantId: 't', clientId: 'c', clientSecret: 'geheim' });
});

test('defaults of other kinds are sent as they are shown', () => {
  expect(sentFields(schemaOf('smtp'), { host: 'mail.example.com', from: 'a@example.com' }, null)).toEqual({
    host: 'mail.example.com',
    port: 587,
    security: 'starttls',
    from: 'a@example.com',
  });
});
