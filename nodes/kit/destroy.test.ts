import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { nodeTypes } from '../index.ts';
import { defineNode } from './define.ts';
import { destroying, isConfirmed, targetOf } from './destroy.ts';
import { azureId, choice, text } from './fields.ts';
import { parseFlow } from './flow.ts';
import { writeFlow } from './flow-text.ts';
import { describeNodeType } from './node-type-json.ts';
import { problems } from './problems.ts';

const types = new Map(nodeTypes.map((type) => [type.type, describeNodeType(type)]));
const of = (name: string) => {
  const type = types.get(name);
  if (!type) throw new Error(name);
  return type;
};
const vm =
  '/subscriptions/s/resourceGroups/rg/providers/p/vaults/v/backupFabrics/Azure/protectionContainers/c/protectedItems/VM;iaasvmcontainerv2;rg;vm-web-01';

describe('whether a step destroys', () => {
  test('is known from its settings, and open where an expression decides', () => {
    const stop = of('azure-backup.stop-protection');
    expect(destroying(stop, { item: vm })).toBe('no');
    expect(destroying(stop, { item: vm, data: 'delete' })).toBe('yes');
    expect(destroying(stop, { item: vm, data: '{{ inputs.data }}' })).toBe('maybe');
    expect(destroying(of('http.request'), { method: 'POST' })).toBe('no');
    expect(destroying(of('http.request'), { method: 'DELETE' })).toBe('yes');
    expect(destroying(of('azure-backup.delete-vault'), {})).toBe('yes');
    expect(destroying(of('azure-backup.list-items'), {})).toBe('no');
  });

  test('is found where two choices together make it one', () => {
    const both = defineNode({
      type: 't.both',
      version: 1,
      group: 'logic',
      title: 'Both',
      summary: '',
      icon: 'clock',
      line: '',
      ports: ['done'],
      result: z.object({}),
      examples: [],
      effect: ({ mode, force }) => (mode === 'replace' && force ? 'destroy' : 'write'),
      params: z.object({
        name: text({ title: 'Name' }),
        mode: choice(['add', 'replace']).default('add'),
        force: z.boolean().default(false),
      }),
    });
    const type = describeNodeType(both);
    expect(type.destroys).toEqual([{ mode: 'replace', force: true }]);
    expect(destroying(type, { mode: 'replace' })).toBe('no');
    expect(destroying(type, { mode: 'replace', force: '{{ inputs.force }}' })).toBe('maybe');
  });

  test('every type whose effect is fixed agrees with what it says', () => {
    for (const type of nodeTypes)
      if (typeof type.effect !== 'function') expect(of(type.type).destroys, type.type).toEqual(type.effect === 'destroy' ? [{}] : []);
  });
});

describe('what it hits', () => {
  test('is the narrowest thing that is picked, by the name people know it by', () => {
    expect(targetOf(of('azure-backup.stop-protection'), { vault: 'v', item: vm })).toMatchObject({
      param: 'item',
      fixed: true,
      word: 'vm-web-01',
    });
    expect(targetOf(of('azure-backup.delete-vault'), { vault: 'vault-weu-prod' })).toMatchObject({ word: 'vault-weu-prod' });
    expect(targetOf(of('http.request'), { method: 'DELETE', url: 'https://api.example.com/v1/tickets/4711?x=1' })).toMatchObject({
      word: '4711',
    });
    expect(targetOf(of('http.request'), { method: 'DELETE', url: 'https://api.example.com/' })).toMatchObject({ word: 'api.example.com' });
  });

  test('is known only when it runs where an expression names it, and unknown while nothing is chosen', () => {
    expect(targetOf(of('azure-backup.stop-protection'), { item: '{{ item.id }}' })).toMatchObject({ fixed: false, word: 'delete' });
    expect(targetOf(of('azure-backup.delete-vault'), {})).toBeNull();
  });

  test('every type that can destroy names it', () => {
    const t = defineNode({
      type: 't.x',
      version: 1,
      group: 'logic',
      title: 'X',
      summary: '',
      icon: 'clock',
      line: '',
      ports: ['done'],
      result: z.object({}),
      examples: [],
      effect: 'destroy',
      target: 'disk',
      params: z.object({ disk: text({ title: 'Disk' }), account: azureId('account', { title: 'Account' }) }),
    });
    expect(targetOf(describeNodeType(t), { disk: 'data-1', account: '/x/y' })).toMatchObject({ word: 'data-1' });
    for (const type of types.values()) {
      if (type.destroys.length === 0) continue;
      const names = Object.keys((type.params.properties ?? {}) as object);
      expect(targetOf(type, Object.fromEntries(names.map((name) => [name, 'something']))), type.type).not.toBeNull();
      if (type.target !== null) expect(names, type.type).toContain(type.target);
    }
  });
});

describe('a confirmation', () => {
  const flow = (item: string, confirmed?: string) => {
    const parsed = parseFlow({
      format: 1,
      name: 'Stop',
      connections: [{ name: 'azure', kind: 'azure' }],
      nodes: [
        { id: 'start', type: 'core.manual', position: { x: 0, y: 0 } },
        {
          id: 'stop',
          type: 'azure-backup.stop-protection',
          connection: 'azure',
          position: { x: 0, y: 0 },
          params: { item, data: 'delete' },
          ...(confirmed === undefined ? {} : { settings: { confirmed } }),
        },
      ],
      edges: [{ from: 'start', port: 'done', to: 'stop' }],
    });
    if (!('flow' in parsed)) throw new Error(JSON.stringify(parsed));
    return parsed.flow;
  };
  const found = (item: string, confirmed?: string) =>
    problems(flow(item, confirmed), (name) => types.get(name)).map(({ code, severity, path }) => `${severity} ${code} ${path}`);
  const missing = ['warning destroy_unconfirmed /nodes/1/settings/confirmed'];

  test('is asked for, holds for what was typed, and is stale for anything else', () => {
    expect(found(vm)).toEqual(missing);
    expect(found(vm, 'VM-WEB-01')).toEqual([]);
    expect(found(vm.replace('vm-web-01', 'vm-web-02'), 'vm-web-01')).toEqual(missing);
    expect(found("{{ inputs['x'] ?? trigger.body }}", 'vm-web-01').filter((each) => each.includes('destroy'))).toEqual(missing);
    expect(isConfirmed({ settings: { confirmed: 'delete' } }, { word: 'delete' })).toBe(true);
  });

  test('stands in the file', () => {
    expect(writeFlow(flow(vm, 'vm-web-01'))).toContain('"confirmed": "vm-web-01"');
  });
});
