// The API of stepping through a run: what is said to a run that pauses before a step.
import { z } from 'zod';
import { continueUntil } from '../pauses.ts';
import { runSchema } from '../records.ts';
import { json } from './json.ts';
import { route } from './route.ts';

export const pauseRoutes = {
  continueRun: route({
    method: 'POST',
    path: '/api/runs/:id/continue',
    access: 'operator',
    tag: 'runs',
    summary: 'Let a run go on that pauses before a step: to the next breakpoint, for one step (next), or to its end',
    body: z.object({
      step: z.string().describe('key of the step before which it pauses'),
      until: z.enum(continueUntil).default('breakpoint'),
      params: z.record(z.string(), json).optional().describe('values in the place of evaluated ones, for this run'),
      pauseBefore: z.array(z.string()).max(1_000).optional().describe('breakpoints from now on; left out: as they are'),
    }),
    answer: runSchema,
    errors: ['conflict', 'param_invalid'],
  }),
} as const;
