// A flow of a list in words: when it starts, how its last run went. Pure.
import type { FlowSummary } from '../../nodes/kit/wire/flows.ts';
import { duration, moment } from '../ui/format.ts';

/** @example flowLine(flow) // 'Every day at 06:00 · last run 06:00, 41 s' */
export function flowLine({ trigger, lastRuns, enabled, publishedVersion }: FlowSummary, now = new Date()): string {
  const last = lastRuns.at(-1);
  return [startSays(trigger, enabled, publishedVersion), last ? lastSays(last, now) : 'not run yet'].filter(Boolean).join(' · ');
}

function startSays(trigger: FlowSummary['trigger'], enabled: boolean, publishedVersion: number | null): string {
  if (!trigger) return 'No trigger';
  if (trigger.type === 'core.manual') return 'By hand';
  if (publishedVersion === null) return `${trigger.says}, not published`;
  return enabled ? trigger.says : `${trigger.says}, switched off`;
}

function lastSays(last: FlowSummary['lastRuns'][number], now: Date): string {
  const at = moment(last.at, now);
  if (last.seconds !== null) return `last run ${at}, ${duration(last.seconds * 1_000)}`;
  if (last.status === 'running' || last.status === 'waiting' || last.status === 'queued') return `running since ${at}`;
  return `last run ${at}`;
}

/** How the flow stands as a triggered thing. */
export function armedSays({ enabled, publishedVersion, changed }: FlowSummary): string {
  if (publishedVersion === null) return 'Not published';
  return `${enabled ? 'Armed' : 'Switched off'} · v${publishedVersion}${changed ? ', changed since' : ''}`;
}
