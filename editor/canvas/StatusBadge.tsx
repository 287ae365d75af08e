// How a step stands, on the corner of its card: icon, colour, and a word, a time or a count. A step that is not decided has none.
import type { Step } from '../../nodes/kit/records.ts';
import { between, count, shortDuration } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { statusLook } from '../ui/status.ts';
import { useNow } from '../ui/use-now.ts';
import './StatusBadge.css';

export function StatusBadge({ step }: { readonly step: Step | null }) {
  const ticking = step !== null && step.endedAt === null && (step.status === 'running' || step.status === 'waiting');
  const now = useNow(ticking);
  if (!step || step.status === 'pending') return null;
  const { word, icon, tone } = statusLook(step.status, step.loop?.failed ?? 0);
  const says = badgeText(step, now);
  return (
    <span className={`badge badge-${tone}`} data-testid={`status-${step.nodeId}`}>
      <Icon name={icon} size={12} />
      <span className="visually-hidden">{word}</span>
      {says === '' ? <span aria-hidden="true">{word}</span> : <span>{says}</span>}
    </span>
  );
}

/** @example badgeText(step) // '62 items · 1.2 s' */
function badgeText(step: Step, now = Date.now()): string {
  const took = step.startedAt ? shortDuration(between(step.startedAt, step.endedAt, now)) : '';
  switch (step.status) {
    case 'succeeded': {
      const amount = step.loop ? `${step.loop.done} of ${step.loop.count}` : step.count === null ? '' : count(step.count, 'item');
      const tries = step.attempt > 1 ? `${step.attempt} tries` : '';
      return [amount, took, tries].filter((part) => part !== '').join(' · ');
    }
    case 'running':
    case 'waiting': {
      if (step.loop) return `${step.loop.done} of ${step.loop.count}`;
      return [step.status === 'running' ? 'Running' : '', took].filter((part) => part !== '').join(' · ');
    }
    default:
      return '';
  }
}
