import { describe, expect, test } from 'vitest';
import { type Flow, parseFlow } from '../../nodes/kit/flow.ts';
import { writeFlow } from '../../nodes/kit/flow-text.ts';
import { applyLayout, layoutRequest } from '../canvas/arrange.ts';
import { autoLayout } from '../canvas/auto-layout.ts';
import { itemsOf } from '../canvas/canvas-items.ts';
import { boundsOf } from '../canvas/viewport.ts';
import { partOf } from '../document/copy.ts';
import { paste } from '../document/paste.ts';
import { remove } from '../document/remove.ts';
import { renameNode } from '../rename/rename.ts';
import { heldBy, hiddenIn, seenAs } from './folding.ts';
import { fold, frameAt, takeIn, unfold, withCarried } from './frame-edits.ts';
import { summaryOf } from './summary.ts';

const typeOf = () => null;
const node = (id: string, x: number, y = 100) => ({ id, type: 'core.set', version: 1, position: { x, y }, params: {} });

/** before - [ first - second ] - after, a note in the frame. */
const flow: Flow = {
  format: 1,
  name: 'Frames',
  inputs: [],
  connections: [],
  nodes: [node('before', 0), node('first', 400), node('second', 700), node('after', 1_100)],
  edges: [
    { from: 'before', port: 'done', to: 'first' },
    { from: 'first', port: 'done', to: 'second' },
    { from: 'second', port: 'failed', to: 'after' },
  ],
  notes: [{ id: 'remark', position: { x: 400, y: 200 }, size: { width: 200, height: 60 }, text: 'why' }],
  frames: [{ id: 'frame', position: { x: 380, y: 60 }, size: { width: 600, height: 240 }, title: 'Look' }],
  settings: {},
};
const frameOf = (of: Flow) => of.frames[0] as Flow['frames'][number];
const folded = fold(flow, typeOf, 'frame');

describe('a frame', () => {
  test('holds what stands wholly inside it', () => {
    expect(heldBy(flow, typeOf, frameOf(flow))).toEqual(['first', 'second', 'remark']);
  });

  test('takes what it holds along, and moves nothing twice', () => {
    const moves = withCarried(
      flow,
      typeOf,
      new Map([
        ['frame', { x: 390, y: 60 }],
        ['first', { x: 405, y: 100 }],
      ]),
    );
    expect(Object.fromEntries(moves)).toEqual({
      frame: { x: 390, y: 60 },
      first: { x: 405, y: 100 },
      second: { x: 710, y: 100 },
      remark: { x: 410, y: 200 },
    });
  });

  test('grows around what is dropped on it', () => {
    const dropped = { ...flow, nodes: flow.nodes.map((each) => (each.id === 'after' ? { ...each, position: { x: 900, y: 250 } } : each)) };
    expect(frameAt(dropped, { x: 920, y: 260 })?.id).toBe('frame');
    const grown = takeIn(dropped, typeOf, 'frame', 'after');
    expect(frameOf(grown)).toMatchObject({ position: { x: 380, y: 60 }, size: { width: 776, height: 270 } });
    expect(heldBy(grown, typeOf, frameOf(grown))).toContain('after');
  });
});

describe('a folded frame', () => {
  test('is one card that lines from and to its steps end at', () => {
    const { nodes, edges } = itemsOf(folded, typeOf, new Map());
    expect(nodes.map(({ id, type }) => `${id} ${type}`)).toEqual(['frame folded', 'before card', 'after card']);
    expect(edges.map(({ id, source, target, data }) => [id, source, target, data?.folded])).toEqual([
      ['before:done:first', 'before', 'frame', true],
      ['second:failed:after', 'frame', 'after', true],
    ]);
    expect(nodes[0]?.ariaLabel).toBe('Folded frame: Look, 2 steps: first, second');
  });

  test('stands where its steps are looked for', () => {
    expect(seenAs(folded, 'second')).toBe('frame');
    expect(boundsOf(folded, typeOf, ['second'])).toEqual({ x: 380, y: 60, width: 240, height: 64 });
    expect(boundsOf(folded, typeOf)).toEqual({ x: 0, y: 60, width: 1_340, height: 104 });
  });

  test('takes in nothing that is only put where it was, and all it held comes out again', () => {
    const moved = { ...folded, nodes: [...folded.nodes, node('guest', 500)] };
    expect(hiddenIn(moved).has('guest')).toBe(false);
    const open = unfold(folded, typeOf, 'frame');
    expect(open).toEqual(flow);
    expect(writeFlow(open)).toBe(writeFlow(flow));
  });

  test('takes in what is dropped on it, below what it holds', () => {
    const more = takeIn(folded, typeOf, 'frame', 'after');
    expect(hiddenIn(more).get('after')).toBe('frame');
    const open = unfold(more, typeOf, 'frame');
    expect(heldBy(open, typeOf, frameOf(open))).toEqual(['first', 'second', 'after', 'remark']);
    expect(open.nodes.find(({ id }) => id === 'after')?.position).toEqual({ x: 396, y: 300 });
  });

  test('inside another is seen as the outer one, and both open again', () => {
    const outer = { id: 'outer', position: { x: 360, y: 20 }, size: { width: 700, height: 320 }, title: 'All' };
    const both = fold({ ...folded, frames: [...folded.frames, outer] }, typeOf, 'outer');
    expect(['first', 'remark', 'frame'].map((id) => seenAs(both, id))).toEqual(['outer', 'outer', 'outer']);
    const open = unfold(unfold(both, typeOf, 'outer'), typeOf, 'frame');
    expect(hiddenIn(open).size).toBe(0);
  });

  test('is copied, renamed in and deleted as a whole', () => {
    const part = partOf(folded, ['frame']);
    expect(part.nodes.map(({ id }) => id)).toEqual(['first', 'second']);
    const twice = paste(folded, part, { at: { x: 0, y: 600 } });
    expect(twice.ids).toEqual(['frame2']);
    expect(twice.flow.frames[1]?.folded).toEqual(['first2', 'second2', 'remark2']);
    expect(frameOf(renameNode(folded, 'first', 'start')).folded).toEqual(['start', 'second', 'remark']);
    const without = remove(folded, ['frame']);
    expect(without.nodes.map(({ id }) => id)).toEqual(['before', 'after']);
    expect(without.notes).toEqual([]);
    expect(frameOf(remove(folded, ['first'])).folded).toEqual(['second', 'remark']);
  });

  test('that names itself or steps that are gone does no harm', () => {
    const odd: Flow = { ...flow, frames: [{ ...frameOf(flow), folded: ['frame', 'nobody', 'first'] }] };
    expect([...hiddenIn(odd)]).toEqual([
      ['nobody', 'frame'],
      ['first', 'frame'],
    ]);
    const circle: Flow = {
      ...flow,
      frames: [
        { ...frameOf(flow), folded: ['other'] },
        { ...frameOf(flow), id: 'other', folded: ['frame'] },
      ],
    };
    expect(() => itemsOf(circle, typeOf, new Map())).not.toThrow();
  });

  test('is read and written unharmed', () => {
    const read = parseFlow(JSON.parse(writeFlow(folded)));
    expect('flow' in read && read.flow).toEqual(folded);
  });
});

test('tidying keeps a frame around its steps and everybody else out of it', () => {
  const messy = {
    ...flow,
    nodes: [...flow.nodes, node('aside', 0, 600)],
    edges: [...flow.edges, { from: 'before', port: 'done', to: 'aside' }],
  };
  const tidy = applyLayout(messy, typeOf, autoLayout(layoutRequest(messy, typeOf)));
  expect(heldBy(tidy, typeOf, frameOf(tidy))).toEqual(['first', 'second', 'remark']);
  const shut = fold(messy, typeOf, 'frame');
  const tidied = unfold(applyLayout(shut, typeOf, autoLayout(layoutRequest(shut, typeOf))), typeOf, 'frame');
  expect(heldBy(tidied, typeOf, frameOf(tidied))).toEqual(expect.arrayContaining(['first', 'second', 'remark']));
});

test('the badge of a folded frame tells the most pressing first', () => {
  const state = (status: 'succeeded' | 'failed' | 'running' | 'skipped' | 'pending', failures = 0) => ({ status, failures });
  expect(summaryOf([null, state('pending')])).toBeNull();
  expect(summaryOf([state('succeeded'), null])).toMatchObject({ tone: 'green', says: '1 of 2' });
  expect(summaryOf([state('succeeded'), state('running'), null])).toMatchObject({ tone: 'blue', says: '1 running · 1 of 3' });
  expect(summaryOf([state('failed'), state('running')])).toMatchObject({ tone: 'red', says: '1 failed · 1 of 2' });
  expect(summaryOf([state('succeeded', 2)])).toMatchObject({ tone: 'amber', says: 'Succeeded, 2 failures · 1 of 1' });
});
