import { describe, expect, test } from 'vitest';
import { flowSchema } from '../../nodes/kit/flow.ts';
import { iconDrawings } from '../ui/icon-drawings.ts';
import { commands } from './all.ts';
import { pressed, written } from './keys.ts';
import { firstInside, nextFocus, walk } from './walk.ts';

const press = (key: string, more: object = {}) => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
});

describe('keys', () => {
  test.each([
    ['Mod+Z', press('z', { ctrlKey: true }), true],
    ['Mod+Z', press('Z', { ctrlKey: true, shiftKey: true }), false],
    ['Mod+Shift+Z', press('Z', { ctrlKey: true, shiftKey: true }), true],
    ['A', press('a'), true],
    ['A', press('a', { ctrlKey: true }), false],
    ['?', press('?', { shiftKey: true }), true],
    ['+', press('+', { shiftKey: true }), true],
    ['Shift+1', press('!', { code: 'Digit1', shiftKey: true }), true],
    ['1', press('1', { code: 'Digit1' }), true],
    ['1', press('!', { code: 'Digit1', shiftKey: true }), false],
    ['Alt+ArrowLeft', press('ArrowLeft', { altKey: true }), true],
    ['ArrowLeft', press('ArrowLeft', { altKey: true }), false],
  ])('%s', (keys, event, expected) => {
    expect(pressed(event, keys)).toBe(expected);
  });

  test('are written as people read them', () => {
    expect(written('Mod+Shift+Z')).toBe('Ctrl+Shift+Z');
    expect(written('+')).toBe('+');
    expect(written('Alt+ArrowUp')).toBe('Alt+↑');
  });
});

describe('the list of commands', () => {
  test('every id is there once', () => {
    const ids = commands.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('no two commands want the same key', () => {
    const keys = commands.flatMap((command) => command.keys ?? []);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  test('every icon has a drawing', () => {
    const missing = commands.flatMap(({ icon }) => (icon !== undefined && !Object.hasOwn(iconDrawings, icon) ? [icon] : []));
    expect(missing).toEqual([]);
  });
});

describe('walking by arrow keys', () => {
  const node = (id: string, x: number, y: number, parent?: string) => ({
    id,
    type: 'core.set',
    position: { x, y },
    ...(parent ? { parent } : {}),
  });
  const flow = flowSchema.parse({
    format: 1,
    name: 'Walk',
    nodes: [
      node('a', 0, 0),
      node('yes', 300, -60),
      node('no', 300, 80),
      node('back', 0, 300),
      node('loop', 600, 0),
      node('in1', 24, 64, 'loop'),
      node('in2', 300, 64, 'loop'),
    ],
    edges: [
      { from: 'a', port: 'true', to: 'yes' },
      { from: 'a', port: 'false', to: 'no' },
      { from: 'no', port: 'done', to: 'back' },
    ],
  });

  test('right and left follow the lines, even when these lead elsewhere', () => {
    expect(walk(flow, 'a', 'right')).toBe('yes');
    expect(walk(flow, 'no', 'right')).toBe('back');
    expect(walk(flow, 'back', 'left')).toBe('no');
  });

  test('up and down go to the nearest step there', () => {
    expect(walk(flow, 'yes', 'down')).toBe('no');
    expect(walk(flow, 'no', 'up')).toBe('yes');
    expect(walk(flow, 'a', 'down')).toBe('back');
  });

  test('containers are entered at their first step, and not left by accident', () => {
    expect(firstInside(flow, 'loop')).toBe('in1');
    expect(walk(flow, 'in1', 'right')).toBe('in2');
    expect(walk(flow, 'in2', 'right')).toBeNull();
  });

  test('after a delete focus goes to the step before, else after, else around', () => {
    expect(nextFocus(flow, ['no'])).toBe('a');
    expect(nextFocus(flow, ['a'])).toBe('yes');
    expect(nextFocus(flow, ['in1'])).toBe('loop');
    expect(nextFocus(flow, ['back', 'no', 'a', 'yes'])).toBeNull();
  });
});
