// Which flows are listed, and in which order: asked by the list, by actions on many, by the command line.
import { z } from 'zod';

const yes = z.stringbool();

const shared = {
  q: z.string().max(300).optional().describe('words in name, description, folder, tag, or the title of a step type'),
  folder: z.string().max(300).optional().describe('with everything in it; empty: flows in no folder'),
  tag: z.string().max(100).optional(),
  step: z.string().max(120).optional().describe('a step type that the draft uses: azure-backup.backup-now'),
  state: z.enum(['armed', 'off', 'draft', 'failing', 'running']).optional(),
};

/** In a body. */
export const flowFilterSchema = z.object({ ...shared, favourite: z.boolean().optional(), archived: z.boolean().optional() });

/** In an address. */
export const flowListQuery = z.object({
  ...shared,
  favourite: yes.optional(),
  archived: yes.optional(),
  sort: z.enum(['changed', 'name', 'last', 'next']).optional().describe('newest change, name, newest run, next planned time'),
  order: z.enum(['up', 'down']).optional().describe('the other way round than usual'),
});

export type FlowFilter = z.infer<typeof flowFilterSchema>;
export type FlowSort = NonNullable<z.infer<typeof flowListQuery>['sort']>;
