// How runs and steps may stand. Apart from the records that hold them, so that a window can name a status without a schema.

export const runStatuses = ['queued', 'running', 'waiting', 'needs-attention', 'cancelling', 'succeeded', 'failed', 'cancelled'] as const;
export const stepStatuses = ['pending', 'running', 'waiting', 'needs-attention', 'succeeded', 'failed', 'skipped', 'cancelled'] as const;
export type RunStatus = (typeof runStatuses)[number];
export type StepStatus = (typeof stepStatuses)[number];

export const hasEnded = (status: RunStatus): boolean => status === 'succeeded' || status === 'failed' || status === 'cancelled';
