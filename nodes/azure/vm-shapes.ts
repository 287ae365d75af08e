// The result of a node that changes whether a machine runs.
import { z } from 'zod';

export const powerShape = z.object({
  id: z.string(),
  name: z.string(),
  powerState: z.string().nullable().meta({ title: 'Power state', description: 'running, stopped, deallocated …' }),
  before: z.string().nullable().meta({ title: 'Before' }),
  changed: z.boolean().meta({ title: 'It was not so before' }),
});
