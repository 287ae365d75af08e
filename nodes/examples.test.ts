// Every example of every node type, run for real. An example that a node doing nothing would pass too proves nothing, and fails.
import { afterAll, describe, expect, test } from 'vitest';
import { stopTestDatabases } from '../test/postgres.ts';
import { nodeTypes } from './index.ts';
import { iconNames } from './kit/icons.ts';
import { describeNodeType, nodeTypeJsonSchema } from './kit/node-type-json.ts';
import { noteActions, unrecordedActions } from './test/actions.ts';
import { runExample } from './test/example-run.ts';
import { difference } from './test/expectation.ts';

afterAll(stopTestDatabases);

for (const type of nodeTypes) {
  describe(type.type, () => {
    test.each(type.examples.map((example) => ({ ...example })))('$name', async (example) => {
      const happened = await runExample(type, example);
      expect(difference(example.expect, happened)).toBeNull();
      noteActions(type.type, happened.actions ?? []);
    });

    test('has examples that work, that fail, and that prove something', () => {
      expect(type.examples.length).toBeGreaterThanOrEqual(3);
      // What takes no params and does nothing outside cannot fail.
      if (Object.keys(type.params.shape).length > 0) expect(type.examples.some(({ expect: { failed } }) => failed)).toBe(true);
      expect(type.examples.some(({ expect: { failed } }) => !failed)).toBe(true);
      const nothing = { port: 'param' in type.ports ? 'default' : (type.ports[0] ?? null), data: {}, failure: null, waits: null };
      expect(type.examples.filter((example) => difference(example.expect, nothing) === null).map(({ name }) => name)).toEqual([]);
    });

    test('describes itself to the editor', () => {
      const json = nodeTypeJsonSchema.parse(describeNodeType(type));
      expect(JSON.parse(JSON.stringify(json))).toEqual(json);
      expect(iconNames).toContain(type.icon);
      const properties = (json.params.properties ?? {}) as Record<string, { title?: string; ui?: { choices?: string } }>;
      for (const [name, field] of Object.entries(properties)) {
        expect(field.title, `${name} needs a title`).toBeTruthy();
        if (field.ui?.choices) expect(json.choices).toContain(field.ui.choices);
      }
      for (const [, name] of type.line.matchAll(/\{(\w+)\}/g)) expect(Object.keys(properties)).toContain(name);
    });
  });
}

test('the rights that node types need in Azure are on record', () => {
  expect(unrecordedActions()).toEqual({});
});

test('types are named once and stand in the order of their files', () => {
  const names = nodeTypes.map(({ type }) => type);
  expect(new Set(names).size).toBe(names.length);
  const folders = names.map((name) => `${name.split('.')[0]}/`);
  expect(folders).toEqual([...folders].sort());
});
