// How an approval is called between the step that waits for it and the person who gives it.

/** Event that a step waits for; `key` is the step's key and cannot be guessed by other runs. */
export const approvalEvent = (key: string): string => `${approvalPrefix}${key}`;
export const approvalPrefix = 'approval:';
/** The node type whose steps wait for approvals. */
export const approvalType = 'core.approval';
