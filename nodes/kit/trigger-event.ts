// What all triggers share: how they hand on what arrived, and the field that maps it to the flow's inputs. Accepting an
// event (deduplication, inputs, the answer 202) is the server's; a trigger node only shows the event to the flow.
import { z } from 'zod';
import type { Done, StepContext } from './define.ts';
import { keyValues } from './fields.ts';

export const triggerInputs = (description: string) => keyValues({ title: 'Inputs of the flow', description }).default({});

export const triggerResult = z.object({
  type: z.string().meta({ title: 'What started the run' }),
  nodeId: z.string().nullable(),
  at: z.string().meta({ title: 'When' }),
  body: z.json().optional().meta({ title: 'What was sent' }),
  headers: z.record(z.string(), z.string()).optional(),
  plannedAt: z.string().optional().meta({ title: 'Planned time' }),
});

export const passOn = ({ trigger }: Pick<StepContext<unknown>, 'trigger'>): Done => ({ port: 'done', data: { ...trigger } });
