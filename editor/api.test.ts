import { expect, test } from 'vitest';
import { routes } from '../nodes/kit/wire/routes.ts';
import { indexNodeTypes, urlOf } from './api.ts';
import { routeTable } from './route-table.ts';

test('every route of the contract is known by its method and path', () => {
  expect(routeTable).toEqual(Object.fromEntries(Object.entries(routes).map(([name, { method, path }]) => [name, `${method} ${path}`])));
});

test('parts of an address are escaped, empty query values are left out', () => {
  expect(urlOf('getStepOutput', { params: { id: 'r/1', key: 'each[3]' }, query: { from: 0, limit: undefined } })).toBe(
    '/api/runs/r%2F1/steps/each%5B3%5D/output?from=0',
  );
  expect(() => urlOf('getFlow', {})).toThrow('getFlow needs id');
});

test('a node of an unknown version gets the newest type, an unknown type none', () => {
  const type = (version: number) =>
    ({ type: 'core.set', version }) as Parameters<typeof indexNodeTypes>[0] extends readonly (infer T)[] | undefined ? T : never;
  const types = indexNodeTypes([type(1), type(2)]);
  expect(types.of('core.set', 1)?.version).toBe(1);
  expect(types.of('core.set', 9)?.version).toBe(2);
  expect(types.of('core.gone')).toBeNull();
});
