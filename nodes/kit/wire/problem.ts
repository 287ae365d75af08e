// application/problem+json (RFC 9457) as every error of the API looks, and problems as the editor lists them.
import { z } from 'zod';

/** One thing that is wrong, where, in a sentence. `path` is a JSON pointer into what was sent (or the flow document). */
export const problemItemSchema = z.object({
  code: z.string(),
  path: z.string(),
  message: z.string(),
  nodeId: z.string().optional(),
  severity: z.enum(['error', 'warning']).optional(),
  /** Offsets inside the text at `path`, for an expression. */
  from: z.int().optional(),
  to: z.int().optional(),
});

export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  problems: z.array(problemItemSchema).optional(),
  requestId: z.string().optional(),
});

export type ProblemItem = z.infer<typeof problemItemSchema>;
export type Problem = z.infer<typeof problemSchema>;
