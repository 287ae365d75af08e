// The node types that play random flows in the simulated world. What an act answers follows from its params alone, so that the
// reference interpretation can say it too; how it gets there (at once, by a wait, through a world that loses answers) varies.
import { z } from 'zod';
import { defineNode, type Effect, type NodeType, wait } from '../../nodes/kit/define.ts';
import { fail } from '../../nodes/kit/errors.ts';
import { testTypes } from '../reference/rig.ts';
import type { Outside } from './outside.ts';
import type { Random } from './random.ts';

/** `blind`: nobody can tell whether it happened. `lost`: answers get lost. `throttled`: refused at first. */
export const manners = [
  'at once',
  'at once',
  'slowly',
  'write',
  'write',
  'wait',
  'retry',
  'list',
  'event',
  'event',
  'lost',
  'lost',
  'throttled',
  'destroy',
  'destroy',
  'blind',
] as const;

/** For these a person may have to speak, who says that it happened and nothing more. */
export const spokenFor = ['blind', 'destroy'] as const;

export interface Stage {
  readonly outside: Outside;
  readonly random: Random;
  /** The process that plays. */
  readonly owner: string;
  /** Nodes that do not know whether it happened may be called again. */
  readonly repeatable: boolean;
  /** Steps that have failed once, to be tried again. */
  readonly tried: Set<string>;
  /** A node is called: whoever watches says whether it may be. */
  called(key: string, effect: Effect): void;
  /** Somebody outside will deliver this event, once. */
  expect(event: string, payload: number): void;
}

const effects: { readonly [manner: string]: Effect } = {
  slowly: 'read',
  write: 'write',
  lost: 'write',
  throttled: 'write',
  blind: 'write',
  destroy: 'destroy',
};

const base = { version: 1, group: 'logic', title: 'x', summary: 'x', icon: 'x', line: '', result: z.any(), examples: [] } as const;
const params = z.object({ does: z.array(z.string()), manner: z.string(), turn: z.number() });
type Given = z.output<typeof params>;

const next = ({ does, turn }: Given): string => does[turn % does.length] as string;

function end(given: Given) {
  const port = next(given);
  if (port === 'fail') throw fail('param_invalid', 'It is broken.');
  return { port, data: { turn: given.turn } };
}

const world = { calls: [], script: new Map(), recovery: new Map(), gates: new Map() };
const containers = testTypes(world).filter((type) => type.kind === 'container');
const container = (type: string, as: string): NodeType => ({ ...(containers.find((one) => one.type === type) as NodeType), type: as });

export function actsOn(stage: Stage): ReadonlyMap<string, NodeType> {
  const { outside, random, owner, tried } = stage;
  const act = defineNode({
    ...base,
    type: 'plain.act',
    waits: true,
    repeatable: stage.repeatable,
    effect: ({ manner }) => effects[manner] ?? 'none',
    params,
    ports: ['yes', 'no'],
    run({ params: given, key, now }) {
      const { manner, turn } = given;
      stage.called(key, effects[manner] ?? 'none');
      if (manner === 'at once') return end(given);
      if (manner === 'list') return { ...end(given), list: { property: 'items', items: [turn, turn + 1] } };
      if (manner === 'wait') return wait({ until: now + random.below(random.chance(0.2) ? 20_000 : 8), state: null });
      if (manner === 'event') {
        stage.expect(`event:${key}`, turn);
        return wait({ event: `event:${key}`, state: null });
      }
      if (manner === 'retry' && !tried.has(key)) {
        tried.add(key);
        throw fail('network', 'Not this time.');
      }
      if (manner === 'retry') return end(given);
      if (manner === 'slowly') return outside.look(owner, () => end(given));
      // What fails leaves the world as it was.
      if (next(given) === 'fail') return outside.look(owner, () => end(given));
      const trouble = manner === 'throttled' ? 'refused' : manner === 'lost' || manner === 'destroy' ? 'lost' : 'plain';
      return outside.change(owner, key, trouble).then(() => end(given));
    },
    async resume({ params: given, event }) {
      if (given.manner === 'event' && event.payload !== given.turn) throw fail('node_failed', 'It was woken without its event.');
      return end(given);
    },
    async recover({ params: given, key }) {
      if (given.manner === 'blind') return 'unknown';
      return outside.look(owner, () => {
        if (random.chance(0.05)) throw fail('network', 'Not this time.');
        return outside.effects.has(key) ? { happened: end(given) } : 'didNot';
      });
    },
  });
  const trigger = defineNode({
    ...base,
    type: 'plain.trigger',
    kind: 'trigger',
    effect: 'none',
    params: z.object({}),
    ports: ['done'],
    run: () => ({ port: 'done' }),
  });
  const types: readonly NodeType[] = [
    trigger as unknown as NodeType,
    act as unknown as NodeType,
    container('test.each', 'plain.for-each'),
    container('test.repeat', 'plain.repeat-until'),
    container('test.scope', 'plain.scope'),
  ];
  return new Map(types.map((type) => [type.type, type]));
}
