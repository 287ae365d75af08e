import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openApiDocument } from './openapi.ts';
import { apiReference, errorsReference } from './reference.ts';

const committed = (name: string) => readFileSync(new URL(`../docs/reference/${name}`, import.meta.url), 'utf8');

describe('the committed reference', () => {
  test('of the API is what `npm run docs` writes', () => {
    expect(committed('api.md')).toBe(apiReference());
  });

  test('of errors is what `npm run docs` writes', () => {
    expect(committed('errors.md')).toBe(errorsReference());
  });
});

describe('OpenAPI', () => {
  const document = openApiDocument('1.0.0') as {
    openapi: string;
    paths: Record<
      string,
      Record<string, { operationId: string; parameters: { name: string; in: string }[]; responses: object; 'x-role': string }>
    >;
  };
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.values(item).map((operation) => ({ path, ...operation })),
  );

  test('names every operation once, with its role and its errors', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(new Set(operations.map((o) => o.operationId)).size).toBe(operations.length);
    for (const operation of operations) {
      expect(['public', 'self', 'viewer', 'operator', 'editor', 'owner', 'admin']).toContain(operation['x-role']);
      expect(Object.keys(operation.responses)).toContain('421');
    }
  });

  test('declares every parameter of a path', () => {
    for (const { path, parameters } of operations) {
      const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      expect(parameters.filter((p) => p.in === 'path').map((p) => p.name)).toEqual(names);
    }
  });

  test('is plain JSON without anything undefined', () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});
