// The last 14 runs of a flow as small bars, newest right. One image with one sentence for screen readers.
import { barsOf, barsSay, type LastRun } from './run-bars.ts';
import './RunBars.css';

const height = 18;
const step = 6;

export function RunBars({ runs }: { readonly runs: readonly LastRun[] }) {
  if (runs.length === 0) return <span className="run-bars" aria-hidden="true" />;
  const says = barsSay(runs);
  return (
    <svg className="run-bars" width={runs.length * step - 2} height={height} role="img" aria-label={says}>
      <title>{says}</title>
      {barsOf(runs).map((bar, index) => (
        <rect
          key={bar.id}
          className={`run-bars-${bar.kind}`}
          x={index * step}
          y={height - Math.round(bar.height * height)}
          width={4}
          height={Math.round(bar.height * height)}
          rx={1}
        />
      ))}
    </svg>
  );
}
