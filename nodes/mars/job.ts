// A job of the MARS agent in the words of the vault: its raw states are many, people need five.
import { z } from 'zod';
import type { JsonObject } from '../kit/json.ts';

export const jobShape = z.object({
  id: z.string(),
  /** Backup or Recovery. */
  type: z.string(),
  /** InProgress, Completed, CompletedWithWarnings, Failed, Cancelled. */
  status: z.string(),
  /** As the agent says it: TransferringData, VerifyingBackup … */
  state: z.string(),
  startTime: z.string().nullable(),
  endTime: z.string().nullable(),
  bytes: z.number(),
  items: z.array(z.object({ name: z.string(), status: z.string(), bytes: z.number(), errorCode: z.number() })),
  errorCode: z.number(),
  error: z.string().nullable(),
});
export type MarsJob = z.infer<typeof jobShape>;

function statusOf(state: string): string {
  if (/^completed$/i.test(state)) return 'Completed';
  if (/^completed/i.test(state)) return 'CompletedWithWarnings';
  if (/^(aborted|failed)$/i.test(state)) return 'Failed';
  if (/cancel/i.test(state)) return 'Cancelled';
  return 'InProgress';
}

const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export function jobOf(value: unknown): MarsJob | null {
  if (typeof value !== 'object' || value === null) return null;
  const job = value as JsonObject;
  const items = (Array.isArray(job.items) ? job.items : []) as readonly JsonObject[];
  const state = text(job.state) ?? '';
  return {
    id: text(job.id) ?? '',
    type: text(job.type) ?? '',
    status: statusOf(state),
    state,
    startTime: text(job.startTime),
    endTime: statusOf(state) === 'InProgress' ? null : text(job.endTime),
    bytes: items.reduce((sum, item) => sum + number(item.bytes), 0),
    items: items.map((item) => ({
      name: text(item.name) ?? '',
      status: statusOf(text(item.state) ?? ''),
      bytes: number(item.bytes),
      errorCode: number(item.errorCode),
    })),
    errorCode: number(job.errorCode),
    error: text(job.error),
  };
}

export const jobAnswer = (data: JsonObject): JsonObject => ({ job: jobOf(data.job) as unknown as JsonObject | null });
