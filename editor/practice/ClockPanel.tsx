// The practice subscription's time: how fast work goes, and jumps ahead: a night of backups, or the 14 days of soft delete.
import { Button } from '@fluentui/react-components';
import type { Practice } from '../../nodes/kit/wire/practice.ts';
import { Panel } from '../pages/frame/PageFrame.tsx';
import { dateTime, duration, exact, number } from '../ui/format.ts';
import { useAdvance, useSettings } from './use-practice.ts';

const hour = 3_600;
const jumps = [
  { label: '+ 1 hour', seconds: hour },
  { label: '+ 1 day', seconds: 24 * hour },
  { label: '+ 1 week', seconds: 7 * 24 * hour },
  { label: '+ 15 days', seconds: 15 * 24 * hour, title: 'Past the 14 days of soft delete' },
] as const;

const speeds = [
  { value: 1, label: 'As real Azure' },
  { value: 60, label: '60 times as fast' },
  { value: 120, label: '120 times as fast' },
  { value: 600, label: '600 times as fast' },
  { value: 10_000, label: 'At once' },
];

export function ClockPanel({ practice }: { readonly practice: Practice }) {
  const advance = useAdvance();
  const settings = useSettings();
  const { now, aheadSeconds, speed, jobsRunning } = practice;
  const known = speeds.some(({ value }) => value === speed);
  return (
    <Panel title="Clock" testId="practice-clock">
      <div className="practice-body">
        <div>
          <p className="practice-now numbers" title={exact(now)} data-testid="practice-now">
            {dateTime(now)}
          </p>
          <p className="practice-hint">
            {aheadSeconds < 1 ? 'The same as here.' : `${duration(aheadSeconds * 1000)} ahead of here.`}{' '}
            {jobsRunning === 0
              ? 'No job is at work.'
              : jobsRunning === 1
                ? 'One job is at work.'
                : `${number(jobsRunning)} jobs are at work.`}
          </p>
        </div>
        <fieldset className="practice-buttons" aria-label="Let the clock jump">
          {jumps.map(({ label, seconds, ...more }) => (
            <Button
              key={label}
              disabled={advance.isPending}
              onClick={() => advance.mutate(seconds)}
              {...('title' in more ? { title: more.title } : {})}
              data-testid={`advance-${seconds}`}
            >
              {label}
            </Button>
          ))}
        </fieldset>
        <label className="practice-setting">
          <span>Jobs work</span>
          <select
            className="field-input"
            value={speed}
            onChange={(event) => settings.mutate({ speed: Number(event.target.value) })}
            data-testid="practice-speed"
          >
            {known ? null : <option value={speed}>{number(speed)} times as fast</option>}
            {speeds.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
    </Panel>
  );
}
