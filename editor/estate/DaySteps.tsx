// From day to day: back, forward, and home to now.
import { Button } from '@fluentui/react-components';

interface DayStepsProps {
  readonly days: readonly { readonly day: string }[];
  /** Null: now. */
  readonly day: string | null;
  readonly onDay: (day: string | null) => void;
}

const shifted = (day: string, by: number): string => new Date(Date.parse(day) + by * 86_400_000).toISOString().slice(0, 10);

export function DaySteps({ days, day, onDay }: DayStepsProps) {
  const today = days.at(-1)?.day;
  if (today === undefined) return null;
  const next = day === null ? null : shifted(day, 1);
  return (
    <div className="day-steps">
      <Button onClick={() => onDay(shifted(day ?? today, -1))} data-testid="day-before">
        Day before
      </Button>
      {day !== null && next !== null ? (
        <>
          <Button onClick={() => onDay(next >= today ? null : next)}>Day after</Button>
          <Button appearance="primary" onClick={() => onDay(null)}>
            Now
          </Button>
        </>
      ) : null}
    </div>
  );
}
