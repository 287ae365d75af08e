import { describe, expect, test } from 'vitest';
import { addressFields } from './connection-address.ts';
import { connectionKindNames, connectionKinds, describeConnectionKinds, secretFields, splitSecrets } from './connection-kinds.ts';
import { iconNames } from './icons.ts';

const id = '11111111-2222-3333-4444-555555555555';

test('what is secret is known by kind and kept apart', () => {
  expect(secretFields('azure')).toEqual(['clientSecret', 'clientCertificate']);
  expect(secretFields('http')).toEqual(['headers']);
  expect(secretFields('message-webhook')).toEqual(['url']);
  expect(secretFields('smtp')).toEqual(['password']);
  expect(splitSecrets('smtp', { host: 'mail.example.com', from: 'a@b.c', password: 'p' })).toEqual({
    settings: { host: 'mail.example.com', from: 'a@b.c' },
    secrets: { password: 'p' },
  });
});

test('every kind describes its form, with a title on every field', () => {
  for (const { fields, icon } of describeConnectionKinds()) {
    expect(iconNames).toContain(icon);
    for (const [name, field] of Object.entries(fields.properties as Record<string, { title?: string }>))
      expect(field.title, name).toBeTruthy();
  }
});

describe('an Azure connection is complete when its way of signing in has what it needs', () => {
  const missing = (values: object) => connectionKinds.azure.fields.safeParse(values).error?.issues.map(({ path }) => path.join('.')) ?? [];
  test.each([
    [{ credential: 'practice' }, []],
    [{ credential: 'managedIdentity' }, []],
    [{ credential: 'azureCli' }, []],
    [{ credential: 'clientSecret' }, ['tenantId', 'clientId', 'clientSecret']],
    [{ credential: 'clientSecret', tenantId: id, clientId: id, clientSecret: 's' }, []],
    [{ credential: 'clientCertificate', tenantId: id, clientId: id }, ['clientCertificate']],
    [{ credential: 'managedIdentity', cloud: 'custom' }, ['endpoint', 'authority']],
    [{ credential: 'managedIdentity', cloud: 'custom', endpoint: 'http://arm.local', authority: 'https://login.local' }, ['endpoint']],
    [{ credential: 'clientSecret', tenantId: 'contoso', clientId: id, clientSecret: 's' }, ['tenantId']],
    [{ credential: 'password' }, ['credential']],
  ])('%j misses %j', (values, fields) => expect(missing(values)).toEqual(fields));
});

test('the fields that say where a secret goes are there, and none of them is one', () => {
  for (const kind of connectionKindNames) {
    const names = Object.keys(connectionKinds[kind].fields.shape);
    for (const name of addressFields(kind)) {
      expect(names, kind).toContain(name);
      expect(secretFields(kind)).not.toContain(name);
    }
  }
});
