// A status as a pill: icon, word, colour. `says` replaces the word where there is a better one ("Waiting for Azure").
import type { RunStatus, StepStatus } from '../../nodes/kit/status.ts';
import { Icon } from './Icon.tsx';
import { statusLook, type Tone } from './status.ts';
import './StatusPill.css';

interface StatusPillProps {
  readonly status: RunStatus | StepStatus;
  readonly failures?: number;
  readonly says?: string | undefined;
  readonly size?: 'small' | 'medium';
  readonly testId?: string;
}

export function StatusPill({ status, failures = 0, says, size = 'medium', testId }: StatusPillProps) {
  const { word, icon, tone } = statusLook(status, failures);
  return (
    <Pill tone={tone} icon={icon} size={size} {...(testId ? { testId } : {})} status={status}>
      {says ?? word}
    </Pill>
  );
}

interface PillProps {
  readonly tone: Tone;
  readonly icon?: string;
  readonly size?: 'small' | 'medium';
  readonly testId?: string;
  readonly status?: string;
  readonly title?: string;
  readonly children: React.ReactNode;
}

/** Any short word with a tone: "Practice", "11 armed", "Draft". */
export const Pill = ({ tone, icon, size = 'medium', testId, status, title, children }: PillProps) => (
  <span className={`pill pill-${tone} pill-${size}`} data-testid={testId} data-status={status} title={title}>
    {icon ? <Icon name={icon} size={size === 'small' ? 12 : 14} /> : null}
    <span className="pill-word">{children}</span>
  </span>
);

/** Says wherever data or a run is not of real Azure. */
export const PracticePill = ({ size = 'small' }: { readonly size?: 'small' | 'medium' }) => (
  <Pill tone="outline" icon="scope" size={size} title="This happens in the practice subscription. Nothing real is touched.">
    Practice
  </Pill>
);
