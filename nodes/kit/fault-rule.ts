// biome-ignore-all lint/suspicious/noThenProperty: a fault rule reads "match …, then …" and is never awaited.
// A rule by which the practice subscription goes wrong on purpose: which requests it picks, and what happens to them. Shared by
// the simulator, its command line and the practice page.
import { z } from 'zod';

const faultRule = z.strictObject({
  match: z.strictObject({
    method: z.string().max(10).optional(),
    /** A part of the path, or with `*` a pattern for the whole of it; case does not matter. */
    path: z.string().max(1_000).optional(),
    /** Only the n-th request that matches, counted from 1. */
    nth: z.int().min(1).optional(),
    /** Only so many requests; default 1 with `nth`, else all. */
    times: z.int().min(1).optional(),
  }),
  then: z.strictObject({
    status: z.int().min(200).max(599).optional(),
    code: z.string().max(200).optional(),
    message: z.string().max(2_000).optional(),
    /** Seconds. */
    retryAfter: z.number().min(0).optional(),
    delayMs: z.number().min(0).max(600_000).optional(),
    /** The connection breaks instead of an answer. */
    reset: z.boolean().optional(),
    /** The answer is cut off in the middle of its JSON. */
    badJson: z.boolean().optional(),
    /** The operation is performed, then its answer goes wrong (a reset, if nothing else is said). */
    afterEffect: z.boolean().optional(),
  }),
});

export const faultRules = z.array(faultRule).max(100);
