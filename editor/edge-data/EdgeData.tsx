// What went over a line in the run that the canvas shows: beside the pointer, or beside the line that is selected by keyboard.
import { useQuery } from '@tanstack/react-query';
import { type ReactFlowState, useStore } from 'reactflow';
import type { Json } from '../../nodes/kit/json.ts';
import { stepKey } from '../../nodes/kit/step-key.ts';
import { call, keys } from '../api.ts';
import { useLoopPath } from '../canvas/use-step-of.ts';
import { useNodeRun, useRun } from '../runs/run-store.ts';
import { passedOver } from './first-item.ts';
import './EdgeData.css';

const zoomOf = (state: ReactFlowState) => state.transform[2];

interface EdgeDataProps {
  readonly from: string;
  readonly port: string;
  readonly loops: readonly string[];
}

export default function EdgeData({ from, port, loops }: EdgeDataProps) {
  const run = useRun();
  const path = useLoopPath(loops);
  const step = useNodeRun(from, path);
  const key = stepKey(from, path);
  const ready = run !== null && step?.hasOutput === true && port !== 'failed' && port !== 'skipped';
  const { data } = useQuery({
    queryKey: [...keys.output(run?.id ?? '', key, 0), 'first'],
    queryFn: ({ signal }) => call('getStepOutput', { params: { id: run?.id ?? '', key }, query: { from: 0, limit: 1 }, signal }),
    enabled: ready,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const zoom = useStore(zoomOf);
  if (!run || !step) return null;
  const passed = data ? passedOver(data.data as Json, data.list as { count: number; items: readonly Json[] } | null) : null;
  return (
    <div
      className="edge-data"
      // Readable however far away the flow is seen.
      style={{ transform: `scale(${1 / Math.min(1, zoom)})`, transformOrigin: 'top center' }}
      role="status"
      data-testid={`edge-data-${from}-${port}`}
    >
      <span className="edge-data-run">Run {run.number}</span>
      {step.error && port === 'failed' ? (
        <p className="edge-data-error">{step.error.message}</p>
      ) : passed ? (
        <>
          <strong>{passed.whole}</strong>
          <dl>
            {passed.lines.map(([name, text]) => (
              <div key={name}>
                {name === '' ? null : <dt>{name}</dt>}
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </>
      ) : (
        <p>{ready ? 'Reading …' : step.status === 'skipped' ? 'Skipped: nothing went over it.' : 'Nothing went over it.'}</p>
      )}
    </div>
  );
}
