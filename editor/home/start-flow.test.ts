import { expect, test } from 'vitest';
import { parseFlow } from '../../nodes/kit/flow.ts';
import { flowWithTrigger, startTriggers } from './start-flow.ts';

test.each(startTriggers.map(({ type }) => type))('a flow that begins with %s is a flow', (type) => {
  const parsed = parseFlow(flowWithTrigger(type, null));
  expect('flow' in parsed ? parsed.flow.nodes.map((node) => node.type) : parsed.problems).toEqual([type]);
});
