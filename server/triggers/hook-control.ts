// What people do with the address of a trigger: make it a new secret, switch it off and on, listen for a call. Also tells how it
// stands. It lets nobody in: that is webhooks.ts.
import type { FlowNode } from '../../nodes/kit/flow.ts';
import { readHook } from '../../nodes/kit/webhook.ts';
import type { TriggerInfo } from '../../nodes/kit/wire/flows.ts';
import type { StoredHook } from '../store/hooks.ts';
import { iso } from '../store/iso.ts';

export const LISTEN_MS = 10 * 60_000;
export const HOUR_MS = 3_600_000;

export function hookView(hook: StoredHook | null, auth: NonNullable<TriggerInfo['hook']>['auth'], now: number): TriggerInfo['hook'] {
  const { listening = null, oldUntil = null, caughtAt = null, refused = null } = hook ?? {};
  return {
    auth,
    secretSet: hook?.hasSecret ?? false,
    disabled: hook !== null && hook.disabledAt !== null,
    oldSecretUntil: oldUntil !== null && oldUntil > now ? iso(oldUntil) : null,
    listening: listening && listening.until > now ? { until: iso(listening.until), start: listening.start } : null,
    caughtAt: caughtAt === null ? null : iso(caughtAt),
    refused: refused && { at: iso(refused.at), says: refused.says },
  };
}

/** A secret in the form of Standard Webhooks is good for every kind of proof; one in another form is not good for that one. */
export const wantsStandardSecret = (nodes: readonly FlowNode[]): boolean => nodes.some((node) => readHook(node.params).auth === 'standard');
