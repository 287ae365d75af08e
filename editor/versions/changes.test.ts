import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Flow, flowSchema } from '../../nodes/kit/flow.ts';
import { edgeKey, move, setFlow, setNode, setParam } from '../document/edits.ts';
import { remove } from '../document/remove.ts';
import { changesBetween, type FieldChange } from './changes.ts';
import { comparedFlow } from './compared-flow.ts';

const flow: Flow = flowSchema.parse({
  format: 1,
  name: 'Before',
  nodes: [
    { id: 'a', type: 'core.manual', title: 'Start', position: { x: 0, y: 0 } },
    { id: 'b', type: 'core.set', title: 'Set it', position: { x: 200, y: 0 }, params: { x: 1, y: 2 } },
  ],
  edges: [{ from: 'a', port: 'done', to: 'b' }],
});
const said = (after: Flow) => changesBetween(flow, after).map(({ kind, what }) => `${what} ${kind}`);

test('nothing changed says nothing, also when keys stand in another order', () => {
  expect(said(flow)).toEqual([]);
  const [a, b] = flow.nodes;
  if (!a || !b) throw new Error('no nodes');
  expect(
    said({
      ...flow,
      nodes: [a, { params: b.params, position: b.position, type: b.type, version: 1, title: b.title, id: 'b' } as typeof b],
    }),
  ).toEqual([]);
});

test('what a run would do differently is said by step', () => {
  expect(said(setParam(flow, 'b', ['x'], 2))).toEqual(['Step “Set it” changed']);
  expect(said(setNode(flow, 'b', { title: 'Other' }))).toEqual(['Step “Other” changed']);
  expect(said(remove(flow, ['b']))).toEqual(['Step “Set it” removed', 'Line Start → Set it removed']);
  expect(said(setFlow(flow, { name: 'After' }))).toEqual(['Name changed']);
});

test('moving cards about is one change of layout', () => {
  expect(
    said(
      move(
        flow,
        new Map([
          ['a', { x: 8, y: 8 }],
          ['b', { x: 300, y: 8 }],
        ]),
      ),
    ),
  ).toEqual(['Layout changed']);
});

/** The same document, whatever the order of keys. */
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, inner]) => [key, sorted(inner)]),
        )
      : value;
const byName = (one: Flow) =>
  JSON.stringify(
    sorted({
      ...one,
      nodes: [...one.nodes].sort((a, b) => (a.id < b.id ? -1 : 1)),
      edges: [...one.edges].sort((a, b) => (edgeKey(a) < edgeKey(b) ? -1 : 1)),
    }),
  );

function applied(value: unknown, { path, after }: FieldChange): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return after;
  if (Array.isArray(value))
    return value.with(Number(head), applied(value[Number(head)], { path: rest, ...(after === undefined ? {} : { after }) }));
  const { [head]: inner, ...others } = value as Record<string, unknown>;
  const next = applied(inner, { path: rest, ...(after === undefined ? {} : { after }) });
  return next === undefined ? others : { ...others, [head]: next };
}

describe('for any two flows', () => {
  const value = fc.jsonValue({ maxDepth: 2 }).map((inner) => JSON.parse(JSON.stringify(inner)));
  const node = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    type: fc.constantFrom('core.set', 'core.if'),
    title: fc.constantFrom('One', 'Two'),
    position: fc.record({ x: fc.integer({ min: 0, max: 3 }), y: fc.constant(0) }),
    params: fc.dictionary(fc.constantFrom('x', 'y', 'z'), value, { maxKeys: 3 }),
  });
  const anyFlow = fc
    .record({
      name: fc.constantFrom('A', 'B'),
      nodes: fc.uniqueArray(node, { selector: ({ id }) => id, maxLength: 4 }),
      links: fc.uniqueArray(fc.tuple(fc.nat(3), fc.constantFrom('done', 'failed'), fc.nat(3)), {
        selector: (link) => link.join(),
        maxLength: 4,
      }),
    })
    .map(({ name, nodes, links }) =>
      flowSchema.parse({
        format: 1,
        name,
        nodes,
        edges: links.flatMap(([from, port, to]) => (nodes[from] && nodes[to] ? [{ from: nodes[from].id, port, to: nodes[to].id }] : [])),
      }),
    );

  test('the differences are all there is: laid upon the one they give the other', () => {
    fc.assert(
      fc.property(anyFlow, anyFlow, (before, after) => {
        const changes = changesBetween(before, after);
        let nodes = new Map<string, unknown>(before.nodes.map((one) => [one.id, one]));
        let edges = new Map<string, unknown>(before.edges.map((one) => [edgeKey(one), one]));
        let name: unknown = before.name;
        for (const { kind, what, nodeId, edge, fields } of changes) {
          if (nodeId !== undefined && kind === 'removed') nodes.delete(nodeId);
          else if (nodeId !== undefined && kind === 'added')
            nodes.set(
              nodeId,
              after.nodes.find(({ id }) => id === nodeId),
            );
          else if (nodeId !== undefined) nodes.set(nodeId, fields.reduce(applied, nodes.get(nodeId)));
          else if (edge !== undefined && kind === 'removed') edges.delete(edge);
          else if (edge !== undefined)
            edges.set(
              edge,
              after.edges.find((one) => edgeKey(one) === edge),
            );
          else if (what === 'Name') name = fields.reduce(applied, name);
          else if (what === 'Layout') nodes = new Map(Object.entries(fields.reduce(applied, Object.fromEntries(nodes)) as object));
        }
        edges = new Map([...edges]);
        expect(
          byName({
            ...before,
            name: name as string,
            nodes: [...nodes.values()] as Flow['nodes'],
            edges: [...edges.values()] as Flow['edges'],
          }),
        ).toBe(byName(after));
      }),
      { numRuns: 300 },
    );
  });

  test('nothing differs from itself, and the other way round added is removed', () => {
    fc.assert(
      fc.property(anyFlow, anyFlow, (before, after) => {
        expect(changesBetween(before, structuredClone(before))).toEqual([]);
        const opposite = { added: 'removed', removed: 'added', changed: 'changed' } as const;
        const there = changesBetween(before, after).map(({ kind, nodeId, edge }) => [kind, nodeId, edge].join());
        const back = changesBetween(after, before).map(({ kind, nodeId, edge }) => [opposite[kind], nodeId, edge].join());
        expect(back.sort()).toEqual(there.sort());
      }),
    );
  });

  test('one drawing holds every step and every line of both that has its ends, and marks just what differs', () => {
    fc.assert(
      fc.property(anyFlow, anyFlow, (before, after) => {
        const changes = changesBetween(before, after);
        const { flow: both, marks } = comparedFlow(before, after, changes);
        expect(new Set(both.nodes.map(({ id }) => id))).toEqual(new Set([...before.nodes, ...after.nodes].map(({ id }) => id)));
        expect(new Set(both.edges.map(edgeKey))).toEqual(new Set([...before.edges, ...after.edges].map(edgeKey)));
        expect(both.nodes.length).toBe(new Set(both.nodes.map(({ id }) => id)).size);
        for (const { id } of both.nodes) {
          const [old, now] = [before.nodes.find((one) => one.id === id), after.nodes.find((one) => one.id === id)];
          if (!old) expect(marks.nodes.get(id)).toBe('added');
          if (!now) expect(marks.nodes.get(id)).toBe('removed');
          if (old && now && JSON.stringify(sorted(old)) === JSON.stringify(sorted(now))) expect(marks.nodes.has(id)).toBe(false);
        }
      }),
    );
  });
});

test('what was taken away does not lie under what came in its place', () => {
  const after = flowSchema.parse({ format: 1, name: 'Before', nodes: [{ id: 'c', type: 'core.set', position: { x: 200, y: 8 } }] });
  const { flow: both } = comparedFlow(flow, after, changesBetween(flow, after));
  const [c, b] = [both.nodes.find(({ id }) => id === 'c'), both.nodes.find(({ id }) => id === 'b')];
  expect(b?.position.y).toBeGreaterThanOrEqual((c?.position.y ?? 0) + 64);
});

test('of a change each field is named, with what it was and what it is', () => {
  const [change] = changesBetween(flow, setParam(setNode(flow, 'b', { title: undefined }), 'b', ['x'], { deep: [1] }));
  expect(change).toMatchObject({ kind: 'changed', nodeId: 'b' });
  expect(change?.fields).toEqual([
    { path: ['title'], before: 'Set it' },
    { path: ['params', 'x'], before: 1, after: { deep: [1] } },
  ]);
});
