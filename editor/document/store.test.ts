import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nodeTypes } from '../../nodes/index.ts';
import { type Flow, flowSchema, parseFlow } from '../../nodes/kit/flow.ts';
import { writeFlow } from '../../nodes/kit/flow-text.ts';
import { describeNodeType } from '../../nodes/kit/node-type-json.ts';
import { placeAfterSelection, withStep } from '../canvas/add-step.ts';
import { applyLayout, layoutRequest } from '../canvas/arrange.ts';
import { autoLayout } from '../canvas/auto-layout.ts';
import { fitContainers } from '../canvas/fit.ts';
import { mayConnect, type TypeOf } from '../canvas/rules.ts';
import { renameNode } from '../rename/rename.ts';
import { partOf } from './copy.ts';
import { addFrame, addNote, connect, move, setDisabled, setFlow, setNode, setParam } from './edits.ts';
import { duplicate, paste } from './paste.ts';
import { setParent } from './place.ts';
import { remove } from './remove.ts';
import { resourceOf } from './resource.test-support.ts';
import { useSession } from './session.ts';
import { useDocument } from './store.ts';

const types = nodeTypes.map(describeNodeType);
const typeOf: TypeOf = (name) => types.find(({ type }) => type === name) ?? null;

const start: Flow = flowSchema.parse({
  format: 1,
  name: 'Start',
  connections: [{ name: 'azure', kind: 'azure' }],
  nodes: [
    { id: 'byHand', type: 'core.manual', position: { x: 0, y: 0 } },
    {
      id: 'list',
      type: 'azure-backup.list-items',
      connection: 'azure',
      position: { x: 264, y: 0 },
      params: { vault: '{{ inputs.vault }}' },
    },
    {
      id: 'each',
      type: 'core.for-each',
      position: { x: 0, y: 136 },
      size: { width: 560, height: 216 },
      params: { items: '{{ steps.list.items }}' },
    },
    {
      id: 'inner',
      type: 'core.set',
      parent: 'each',
      position: { x: 24, y: 64 },
      params: { value: '{{ item.name }} {{ steps.list.count }}' },
    },
  ],
  edges: [
    { from: 'byHand', port: 'done', to: 'list' },
    { from: 'list', port: 'done', to: 'each' },
  ],
});

/** A random edit: what people do, chosen by numbers so that it fits whatever flow it meets. */
const gesture = fc.record({ kind: fc.nat(13), a: fc.nat(1_000), b: fc.nat(1_000), text: fc.string({ maxLength: 12 }) });
type Gesture = { readonly kind: number; readonly a: number; readonly b: number; readonly text: string };

function apply(flow: Flow, { kind, a, b, text }: Gesture): Flow {
  const pick = (n: number) => flow.nodes[n % Math.max(1, flow.nodes.length)];
  const node = pick(a);
  const other = pick(b);
  const type = types[a % types.length] as (typeof types)[number];
  if (kind === 0 || !node || !other) {
    const added = withStep(flow, typeOf, type, placeAfterSelection(flow, typeOf, type, node ? [node.id] : []));
    return typeof added === 'string' ? flow : added.flow;
  }
  switch (kind) {
    case 1:
      return mayConnect(flow, typeOf, { from: node.id, port: 'always', to: other.id }) === true
        ? connect(flow, { from: node.id, port: 'always', to: other.id })
        : flow;
    case 2:
      return fitContainers(move(flow, new Map([[node.id, { x: a - 500, y: b - 500 }]])), typeOf);
    case 3:
      return remove(flow, [node.id]);
    case 4:
      return renameNode(flow, node.id, `renamed${b}`);
    case 5:
      return setParam(flow, node.id, ['value', b % 3], text);
    case 6:
      return duplicate(flow, [node.id, other.id]).flow;
    case 7:
      return paste(flow, partOf(flow, [node.id]), { at: { x: a, y: b } }).flow;
    case 8:
      return setDisabled(flow, [node.id, other.id], a % 2 === 0);
    case 9:
      return typeOf(other.type)?.kind === 'container' ? setParent(flow, [node.id], other.id, new Map()).flow : flow;
    case 10:
      return addNote(flow, { x: a, y: b }, text).flow;
    case 11:
      return addFrame(flow, { x: a, y: b, width: 100, height: 100 }).flow;
    case 12:
      return applyLayout(flow, typeOf, autoLayout(layoutRequest(flow, typeOf)));
    default:
      return text === '' ? setNode(flow, node.id, { title: undefined }) : setFlow(flow, { name: `N ${text}` });
  }
}

beforeEach(() => useDocument.getState().open(resourceOf(start)));
afterEach(() => useSession.getState().reset());

describe('undo', () => {
  test('undoing any series of edits gives the very same bytes back, and redoing them too', () => {
    fc.assert(
      fc.property(fc.array(gesture, { maxLength: 25 }), (gestures) => {
        useDocument.getState().open(resourceOf(start));
        const before = writeFlow(useDocument.getState().flow);
        for (const each of gestures) useDocument.getState().edit('Edit', (flow) => apply(flow, each));
        const after = writeFlow(useDocument.getState().flow);
        while (useDocument.getState().canUndo) useDocument.getState().undo();
        expect(writeFlow(useDocument.getState().flow)).toBe(before);
        while (useDocument.getState().canRedo) useDocument.getState().redo();
        expect(writeFlow(useDocument.getState().flow)).toBe(after);
      }),
      { numRuns: 60 },
    );
  });

  test('every document on the way can be read again, unharmed', () => {
    fc.assert(
      fc.property(fc.array(gesture, { maxLength: 15 }), (gestures) => {
        let flow = start;
        for (const each of gestures) {
          flow = apply(flow, each);
          const parsed = parseFlow(JSON.parse(writeFlow(flow)));
          expect('flow' in parsed && writeFlow(parsed.flow)).toBe(writeFlow(flow));
          const ids = flow.nodes.map(({ id }) => id.toLowerCase());
          expect(new Set(ids).size).toBe(ids.length);
          const known = new Set(flow.nodes.map(({ id }) => id));
          for (const edge of flow.edges) expect(known.has(edge.from) && known.has(edge.to)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('one gesture is one step with its name, and the selection comes back', () => {
    const { edit } = useDocument.getState();
    useSession.getState().select({ nodes: ['inner'] });
    edit('Delete 1 step', (flow) => remove(flow, ['inner']));
    useSession.getState().select({});
    expect(useDocument.getState().undoLabel).toBe('Delete 1 step');
    useDocument.getState().undo();
    expect(useSession.getState().selection.nodes).toEqual(['inner']);
    expect(useDocument.getState().redoLabel).toBe('Delete 1 step');
  });

  test('typing into one field is one step, typing into the next another', () => {
    const { edit } = useDocument.getState();
    for (const text of ['v', 'va', 'vau']) edit('Edit vault', (flow) => setParam(flow, 'list', ['vault'], text), { merge: 'list/vault' });
    edit('Edit type', (flow) => setParam(flow, 'list', ['type'], 'VM'), { merge: 'list/type' });
    useDocument.getState().undo();
    expect(useDocument.getState().flow.nodes[1]?.params).toEqual({ vault: 'vau' });
    useDocument.getState().undo();
    expect(useDocument.getState().flow.nodes[1]?.params).toEqual({ vault: '{{ inputs.vault }}' });
    expect(useDocument.getState().canUndo).toBe(false);
  });

  test('an edit that changes nothing leaves no step', () => {
    useDocument.getState().edit('Nothing', (flow) => flow);
    expect(useDocument.getState().canUndo).toBe(false);
    expect(useDocument.getState().save).toBe('saved');
  });

  test('a version that is only looked at refuses edits', () => {
    useDocument.setState({ readOnly: true });
    useDocument.getState().edit('Change', (flow) => setFlow(flow, { name: 'Other' }));
    expect(useDocument.getState().flow.name).toBe('Start');
  });
});
