import { describe, expect, test } from 'vitest';
import { nodeTypes } from '../../nodes/index.ts';
import { type Flow, type FlowNode, flowSchema } from '../../nodes/kit/flow.ts';
import { describeNodeType } from '../../nodes/kit/node-type-json.ts';
import { placeAfterSelection, withStep } from './add-step.ts';
import { applyLayout, layoutRequest } from './arrange.ts';
import { autoLayout } from './auto-layout.ts';
import { itemsOf } from './canvas-items.ts';
import { cardWidth, inputPlace, lineOf, ownPortsOf, portPlaces, sizeOf } from './card-size.ts';
import { containerAt } from './drop-target.ts';
import { edgeRoute } from './edge-path.ts';
import { fitContainers } from './fit.ts';
import { alignTo } from './guides.ts';
import { placeOf } from './place-of.ts';
import { mayConnect, mayFollow, mayMoveInto, mayStandIn, type TypeOf } from './rules.ts';
import { boundsOf, viewportFor } from './viewport.ts';

const types = nodeTypes.map(describeNodeType);
const typeOf: TypeOf = (name) => types.find(({ type }) => type === name) ?? null;
const typeNamed = (name: string) => typeOf(name) as (typeof types)[number];

const node = (id: string, type = 'core.set', more: object = {}): FlowNode => ({
  id,
  type,
  version: 1,
  position: { x: 0, y: 0 },
  params: {},
  ...more,
});
const flowOf = (nodes: readonly FlowNode[], edges: readonly (readonly [string, string, string?])[] = []): Flow =>
  flowSchema.parse({ format: 1, name: 'Test', nodes, edges: edges.map(([from, to, port = 'done']) => ({ from, port, to })) });

describe('what may be connected', () => {
  const flow = flowOf(
    [node('start', 'core.manual'), node('a'), node('b'), node('each', 'core.for-each'), node('in', 'core.set', { parent: 'each' })],
    [
      ['start', 'a'],
      ['a', 'b'],
    ],
  );
  const why = (from: string, to: string, port = 'done') => mayConnect(flow, typeOf, { from, port, to });

  test('two steps in the same frame, at any of its ports', () => {
    expect(why('b', 'each')).toBe(true);
    expect(why('a', 'each', 'failed')).toBe(true);
  });

  test.each([
    ['a', 'a', 'done', /itself/],
    ['a', 'start', 'done', /trigger/],
    ['b', 'a', 'done', /circle/],
    ['a', 'b', 'done', /already/],
    ['a', 'in', 'done', /cannot cross a frame/],
    ['in', 'b', 'done', /cannot cross a frame/],
    ['in', 'each', 'done', /stands inside/],
    ['each', 'in', 'done', /start by themselves/],
    ['a', 'each', 'true', /no way out called/],
    ['a', 'gone', 'done', /gone/],
  ])('%s to %s (%s) is refused with the reason', (from, to, port, reason) => {
    expect(why(from, to, port)).toMatch(reason);
  });

  test('a circle over several steps is seen', () => {
    const chain = flowOf(
      ['a', 'b', 'c', 'd'].map((id) => node(id)),
      [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'd'],
      ],
    );
    expect(mayConnect(chain, typeOf, { from: 'd', port: 'failed', to: 'a' })).toMatch(/circle/);
    expect(mayConnect(chain, typeOf, { from: 'a', port: 'done', to: 'd' })).toBe(true);
  });

  test('containers take steps, no triggers and not themselves', () => {
    expect(mayStandIn(flow, typeOf, typeNamed('core.set'), 'each')).toBe(true);
    expect(mayStandIn(flow, typeOf, typeNamed('core.manual'), 'each')).toMatch(/trigger/);
    expect(mayStandIn(flow, typeOf, typeNamed('core.set'), 'a')).toMatch(/cannot hold/);
    expect(mayMoveInto(flow, typeOf, ['each'], 'each')).toMatch(/inside itself/);
    expect(mayFollow(flow, typeOf, typeNamed('core.manual'), 'a')).toMatch(/nothing can come before/);
  });
});

describe('sizes', () => {
  test('a card is as large as any other, whatever is typed into it', () => {
    const card = node('b', 'azure-backup.backup-now', { title: 'Back up now', params: { item: '{{ item.id }}' } });
    expect(sizeOf(card, typeOf(card.type))).toEqual({ width: cardWidth, height: 64 });
    expect(sizeOf(node('x', 'core.set', { title: 'W'.repeat(100) }), typeOf('core.set')).width).toBe(cardWidth);
  });

  test('params left out count as their defaults in the line', () => {
    expect(lineOf(node('e', 'core.for-each', { params: { items: '{{ steps.list.items }}' } }), typeOf('core.for-each'))).toBe(
      'each of steps.list.items · 4 at a time',
    );
  });

  test('an unknown type still has a card that says so', () => {
    const lost = node('x', 'custom.thing');
    expect(lineOf(lost, null)).toContain('custom.thing');
    expect(sizeOf(lost, null).height).toBe(64);
    expect(ownPortsOf(lost, null)).toEqual(['done']);
  });

  test('a switch has one port per case and grows with them', () => {
    const { param, key } = typeNamed('core.switch').ports as { param: string; key: string };
    const cases = Array.from({ length: 6 }, (_, i) => ({ [key]: `case${i}` }));
    const wide = node('s', 'core.switch', { params: { [param]: cases } });
    const ports = ownPortsOf(wide, typeOf('core.switch'));
    expect(ports).toHaveLength(7);
    expect(sizeOf(wide, typeOf('core.switch')).height).toBeGreaterThan(64);
  });

  test.each(types.map(({ type }) => type))('every handle of %s stands on the border of its card', (name) => {
    const card = node('n', name);
    const size = sizeOf(card, typeOf(name));
    const input = inputPlace(card, typeOf(name));
    expect(input === null).toBe(typeOf(name)?.kind === 'trigger');
    for (const place of portPlaces(card, typeOf(name))) {
      if (place.side === 'right') expect(place.x).toBe(size.width);
      else expect(place.y).toBe(size.height);
      expect(place.x > 0 && place.x <= size.width && place.y > 0 && place.y <= size.height).toBe(true);
    }
  });
});

describe('items', () => {
  const flow = flowOf(
    [
      node('in', 'core.set', { parent: 'each' }),
      node('deep', 'core.set', { parent: 'scope' }),
      node('scope', 'core.scope', { parent: 'each' }),
      node('each', 'core.for-each'),
    ],
    [['in', 'scope']],
  );
  const { nodes, edges } = itemsOf(flow, typeOf, new Map([['in', { errors: 2, warnings: 0, needs: [] }]]));

  test('parents come before what is inside them', () => {
    const order = nodes.map(({ id }) => id);
    expect(order.indexOf('each')).toBeLessThan(order.indexOf('in'));
    expect(order.indexOf('scope')).toBeLessThan(order.indexOf('deep'));
  });

  test('sizes and handles are given, so that nothing is measured', () => {
    for (const item of nodes) expect(item).toMatchObject({ measured: { width: item.width, height: item.height } });
    const card = nodes.find(({ id }) => id === 'in');
    expect(card?.handles?.map(({ id }) => id)).toEqual(['in', 'done', 'failed', 'always', 'skipped']);
    expect(card?.data).toMatchObject({ errors: 2, loops: ['each'] });
  });

  test('a new step says what it needs in the words of its form', () => {
    const calm = itemsOf(structuredClone(flow), typeOf, new Map([['each', { errors: 0, warnings: 0, needs: ['items'] }]]));
    expect(calm.nodes.find(({ id }) => id === 'each')?.data).toMatchObject({ errors: 0, needs: 'Items' });
  });

  test('a scope is no loop: steps inside it run once per round of the loop around', () => {
    expect(nodes.find(({ id }) => id === 'deep')?.data).toMatchObject({ loops: ['each'] });
  });

  test('what did not change keeps its identity', () => {
    const again = itemsOf(flow, typeOf, new Map([['in', { errors: 2, warnings: 0, needs: [] }]]));
    expect(again.nodes.every((item, i) => item === nodes[i])).toBe(true);
    expect(again.edges.every((item, i) => item === edges[i])).toBe(true);
  });

  test('lines to steps that do not exist are left out, not crashed on', () => {
    const broken = flowOf([node('a', 'core.set', { parent: 'gone' })], [['a', 'nowhere']]);
    expect(itemsOf(broken, typeOf, new Map())).toMatchObject({ nodes: [{ id: 'a' }], edges: [] });
    expect(itemsOf(broken, typeOf, new Map()).nodes[0]).not.toHaveProperty('parentId');
  });
});

describe('lines', () => {
  const box = (x: number, y: number) => ({ x, y, width: 200, height: 64 });

  test('forward on one height they are straight', () => {
    expect(edgeRoute({ x: 200, y: 32 }, { x: 260, y: 32 }, { source: box(0, 0), target: box(260, 0) }).path).toBe('M200,32 L260,32');
  });

  test('a target further left is reached around, through the gap between both', () => {
    const { path } = edgeRoute(
      { x: 1_000, y: 32 },
      { x: 0, y: 200 },
      { source: box(800, 0), target: { x: 0, y: 136, width: 800, height: 288 } },
    );
    expect(path).toContain('Q');
    const heights = [...path.matchAll(/[ML ](-?[\d.]+),(-?[\d.]+)/g)].map(([, , y]) => Number(y));
    expect(heights.some((y) => y > 64 && y < 136)).toBe(true);
    expect(path).not.toContain('NaN');
  });

  test.each([
    [0, 0],
    [-500, 0],
    [300, -300],
    [-300, -300],
    [5, 400],
  ])('wherever the target is (%d, %d), a failure line starts and ends where it should', (dx, dy) => {
    const { path } = edgeRoute({ x: 170, y: 64 }, { x: dx, y: dy + 32 }, { source: box(0, 0), target: box(dx, dy) }, 'bottom');
    expect(path.startsWith('M170,64 ')).toBe(true);
    expect(path.endsWith(`${dx},${dy + 32}`)).toBe(true);
    expect(path).not.toContain('NaN');
  });
});

describe('adding a step', () => {
  const flow = flowOf([node('start', 'core.manual'), node('a', 'core.set', { position: { x: 300, y: 0 } })], [['start', 'a']]);
  const add = (type: string, where: Parameters<typeof withStep>[3], from = flow) => withStep(from, typeOf, typeNamed(type), where);
  const lines = (result: ReturnType<typeof withStep>) =>
    typeof result === 'string' ? result : result.flow.edges.map(({ from, to }) => `${from}>${to}`);

  test('behind a step it is connected and does not cover anything', () => {
    const result = add('core.delay', { after: { node: 'a', port: 'done' } });
    expect(lines(result)).toEqual(['start>a', 'a>delay']);
    const added = typeof result === 'string' ? undefined : result.flow.nodes.at(-1);
    expect(added?.position.x).toBeGreaterThan(300);
  });

  test('on a line it stands between and what follows makes room', () => {
    const result = add('core.delay', { edge: 'start:done:a' });
    expect(lines(result)).toEqual(['start>delay', 'delay>a']);
    const moved = typeof result === 'string' ? undefined : result.flow.nodes.find(({ id }) => id === 'a');
    expect(moved?.position.x).toBeGreaterThan(300);
  });

  test('without pointing it goes behind the selection, on its line where there is one', () => {
    expect(placeAfterSelection(flow, typeOf, typeNamed('core.delay'), ['a'])).toEqual({ after: { node: 'a', port: 'done' } });
    expect(placeAfterSelection(flow, typeOf, typeNamed('core.delay'), ['start'])).toEqual({ edge: 'start:done:a' });
    expect(placeAfterSelection(flow, typeOf, typeNamed('core.delay'), [])).toEqual({ after: { node: 'a', port: 'done' } });
    expect(placeAfterSelection(flow, typeOf, typeNamed('core.webhook'), ['a'])).toEqual({});
  });

  test('into an empty container it goes inside, and the container grows with it', () => {
    const loop = flowOf([node('each', 'core.for-each', { size: { width: 240, height: 128 } })]);
    const where = placeAfterSelection(loop, typeOf, typeNamed('core.delay'), ['each']);
    expect(where).toEqual({ parent: 'each' });
    const result = add('core.delay', where, loop);
    const frame = typeof result === 'string' ? undefined : result.flow.nodes.find(({ id }) => id === 'each');
    expect(frame?.size?.height).toBeGreaterThan(128);
  });

  test('a trigger is not put behind a step', () => {
    expect(add('core.webhook', { after: { node: 'a', port: 'done' } })).toMatch(/nothing can come before/);
  });
});

describe('containers', () => {
  test('grow with their steps and keep them below the header', () => {
    const flow = flowOf([
      node('each', 'core.for-each', { size: { width: 300, height: 150 } }),
      node('in', 'core.set', { parent: 'each', position: { x: 500, y: 4 } }),
    ]);
    const fitted = fitContainers(flow, typeOf);
    expect(fitted.nodes[1]?.position.y).toBeGreaterThanOrEqual(40);
    expect(fitted.nodes[0]?.size?.width).toBeGreaterThan(676);
    expect(fitContainers(fitted, typeOf)).toBe(fitted);
  });

  test('the innermost one under a point takes a drop, never one that is moved itself', () => {
    const flow = flowOf([
      node('outer', 'core.for-each', { size: { width: 600, height: 400 } }),
      node('inner', 'core.scope', { parent: 'outer', position: { x: 100, y: 100 }, size: { width: 300, height: 200 } }),
    ]);
    expect(containerAt(flow, typeOf, { x: 150, y: 150 })).toBe('inner');
    expect(containerAt(flow, typeOf, { x: 150, y: 150 }, ['inner'])).toBe('outer');
    expect(containerAt(flow, typeOf, { x: 150, y: 150 }, ['outer'])).toBeUndefined();
    expect(containerAt(flow, typeOf, { x: 900, y: 0 })).toBeUndefined();
  });
});

describe('tidying up', () => {
  const flow = flowOf(
    [
      node('start', 'core.manual', { position: { x: 40, y: 80 } }),
      node('each', 'core.for-each'),
      node('x', 'core.set', { parent: 'each' }),
      node('y', 'core.set', { parent: 'each' }),
      node('end'),
    ],
    [
      ['start', 'each'],
      ['x', 'y'],
      ['each', 'end'],
    ],
  );
  const tidy = applyLayout(flow, typeOf, autoLayout(layoutRequest(flow, typeOf)));
  const box = (id: string) => {
    const found = tidy.nodes.find((each) => each.id === id) as FlowNode;
    return { ...placeOf(tidy, id), ...sizeOf(found, typeOf(found.type)) };
  };

  test('what follows stands to the right, without overlap', () => {
    expect(box('each').x).toBeGreaterThanOrEqual(box('start').x + box('start').width);
    expect(box('end').x >= box('each').x + box('each').width || box('end').y >= box('each').y + box('each').height).toBe(true);
    expect(box('y').x).toBeGreaterThanOrEqual(box('x').x + box('x').width);
  });

  test('steps stay inside their container', () => {
    for (const id of ['x', 'y']) {
      expect(box(id).x).toBeGreaterThanOrEqual(box('each').x);
      expect(box(id).x + box(id).width).toBeLessThanOrEqual(box('each').x + box('each').width);
      expect(box(id).y).toBeGreaterThanOrEqual(box('each').y + 40);
      expect(box(id).y + box(id).height).toBeLessThanOrEqual(box('each').y + box('each').height);
    }
  });

  test('a second time changes nothing', () => {
    expect(applyLayout(tidy, typeOf, autoLayout(layoutRequest(tidy, typeOf)))).toBe(tidy);
  });

  test('a long chain is broken into rows, a branch never', () => {
    const ids = Array.from({ length: 12 }, (_, i) => `s${i}`);
    const chain = flowOf(
      ids.map((id) => node(id)),
      ids.slice(1).map((id, i) => [`s${i}`, id] as const),
    );
    const rows = applyLayout(chain, typeOf, autoLayout(layoutRequest(chain, typeOf)));
    expect(new Set(rows.nodes.map(({ position }) => position.y)).size).toBeGreaterThan(1);
    expect(Math.max(...rows.nodes.map(({ position }) => position.x))).toBeLessThan(1_300);
    const twins = flowOf(
      ids.map((id) => node(id)),
      ids.slice(2).map((id, i) => [`s${i}`, id] as const),
    );
    const wide = applyLayout(twins, typeOf, autoLayout(layoutRequest(twins, typeOf)));
    expect(new Set(wide.nodes.map(({ position }) => position.y)).size).toBe(2);
  });

  test('with a selection only those steps move', () => {
    const loose = flowOf([node('a'), node('b'), node('c', 'core.set', { position: { x: 900, y: 900 } })], [['a', 'b']]);
    const next = applyLayout(loose, typeOf, autoLayout(layoutRequest(loose, typeOf, ['a', 'b'])));
    expect(next.nodes.map(({ position }) => position.x > 0)).toEqual([false, true, true]);
    expect(next.nodes[2]?.position).toEqual({ x: 900, y: 900 });
  });
});

describe('helper lines', () => {
  test('a card snaps to the left edge of its neighbour within reach', () => {
    const { shift, guides } = alignTo({ x: 103, y: 300, width: 200, height: 64 }, [{ x: 100, y: 0, width: 240, height: 64 }]);
    expect(shift).toEqual({ x: -3, y: 0 });
    expect(guides).toEqual([{ axis: 'x', at: 100, from: 0, to: 364 }]);
  });

  test('a card in a row keeps the distance that its neighbours have, and lands in the middle between two', () => {
    const box = (x: number, y = 0) => ({ x, y, width: 200, height: 64 });
    const behind = alignTo(box(604, 20), [box(0, 10), box(300, 30)]);
    expect(behind.shift.x).toBe(-4);
    expect(behind.guides.filter(({ axis }) => axis === 'y')).toEqual([
      { axis: 'y', at: 52, from: 200, to: 300 },
      { axis: 'y', at: 52, from: 500, to: 600 },
    ]);
    expect(alignTo(box(353, 20), [box(0, 10), box(700, 30)]).shift.x).toBe(-3);
    expect(alignTo(box(-297, 20), [box(0, 10), box(300, 30)]).shift.x).toBe(-3);
    expect(alignTo(box(640, 20), [box(0, 10), box(300, 30)]).shift.x).toBe(0);
    expect(alignTo(box(604, 400), [box(0, 10), box(300, 30)]).shift.x).toBe(0);
  });

  test('out of reach nothing happens', () => {
    expect(alignTo({ x: 150, y: 300, width: 200, height: 64 }, [{ x: 0, y: 0, width: 240, height: 64 }])).toEqual({
      shift: { x: 0, y: 0 },
      guides: [],
    });
  });
});

describe('the view', () => {
  test('fits all of it, and leaves small flows at 100 %', () => {
    const small = flowOf([node('a'), node('b', 'core.set', { position: { x: 300, y: 0 } })]);
    expect(viewportFor(boundsOf(small, typeOf), { width: 1_200, height: 800 }).zoom).toBe(1);
    const large = flowOf([node('a'), node('b', 'core.set', { position: { x: 30_000, y: 9_000 } })]);
    expect(viewportFor(boundsOf(large, typeOf), { width: 1_200, height: 800 }).zoom).toBeLessThan(0.3);
  });

  test('steps inside containers count where they stand on the canvas', () => {
    const flow = flowOf([
      node('each', 'core.for-each', { position: { x: 100, y: 200 } }),
      node('in', 'core.set', { parent: 'each', position: { x: 24, y: 64 } }),
    ]);
    expect(boundsOf(flow, typeOf, ['in'])).toMatchObject({ x: 124, y: 264 });
  });
});
