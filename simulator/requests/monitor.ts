// What the query API of Log Analytics takes.
import { z } from 'zod';

export const logsRequest = z.strictObject({
  query: z.string().min(1),
  timespan: z.string().optional(),
  workspaces: z.array(z.string()).optional(),
});
