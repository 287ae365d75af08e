// Brings the results of several ways into one: `{ <step>: result }` for every edge that was taken. Joining itself needs no step.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';

export default defineNode({
  type: 'core.merge',
  version: 1,
  group: 'logic',
  title: 'Merge',
  summary: 'Waits for the ways that lead here and puts their results into one.',
  icon: 'merge',
  keywords: ['join', 'combine', 'collect'],
  effect: 'none',
  params: z.object({}),
  ports: ['done'],
  result: z.record(z.string(), z.json().nullable()),
  line: 'results by step',
  run({ incoming }) {
    return { port: 'done', data: Object.fromEntries(incoming.map(({ nodeId, result }) => [nodeId, result ?? null])) };
  },
  examples: [
    {
      name: 'Two lists become one object',
      given: {
        incoming: [
          { nodeId: 'listVaults', port: 'done', result: { count: 3 } },
          { nodeId: 'listJobs', port: 'done', result: { count: 41 } },
        ],
      },
      params: {},
      expect: { port: 'done', data: { listVaults: { count: 3 }, listJobs: { count: 41 } } },
    },
    {
      name: 'Only the way that was taken is there',
      given: { incoming: [{ nodeId: 'gold', port: 'done', result: null }] },
      params: {},
      expect: { port: 'done', data: { gold: null } },
    },
    {
      name: 'A failure that came in counts as null',
      given: {
        incoming: [
          { nodeId: 'backUp', port: 'failed', result: undefined },
          { nodeId: 'note', port: 'done', result: 'told' },
        ],
      },
      params: {},
      expect: { port: 'done', data: { backUp: null, note: 'told' } },
    },
  ],
});
