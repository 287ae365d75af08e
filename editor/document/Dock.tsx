// The room below the canvas: how high it is, whether it is open; what stands in it is the run dock.
import { lazy, Suspense } from 'react';
import { runCommand } from '../commands/run.ts';
import { useRun } from '../runs/run-store.ts';
import { number } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { StatusPill } from '../ui/StatusPill.tsx';
import { isCalm, useCalm } from './calm.ts';
import { useSession } from './session.ts';
import { useDocument } from './store.ts';
import './Dock.css';

const RunDock = lazy(async () => ({ default: (await import('../runs/RunDock.tsx')).RunDock }));

const smallest = 120;
const largest = () => Math.max(smallest, innerHeight * 0.7);

export function Dock() {
  const { open, height } = useSession((state) => state.dock);
  const run = useRun();
  const calm = useCalm();
  const problems = useDocument((state) => state.problems.filter((each) => !isCalm(each, calm)).length);
  const resize = (to: number) => useSession.getState().set({ dock: { height: Math.round(Math.min(largest(), Math.max(smallest, to))) } });
  if (!open) {
    if (!run && problems === 0) return null;
    return (
      <button type="button" className="dock-bar" onClick={() => runCommand('toggle-dock')} data-testid="dock-open">
        <Icon name="chevron-up" size={14} />
        {run ? (
          <>
            <span className="dock-run">Run {number(run.number)}</span>
            <StatusPill status={run.status} failures={run.failures} size="small" />
          </>
        ) : null}
        {problems > 0 ? <span>{problems === 1 ? '1 problem' : `${problems} problems`}</span> : null}
      </button>
    );
  }
  const drag = (start: React.PointerEvent) => {
    const from = { y: start.clientY, height };
    start.currentTarget.setPointerCapture(start.pointerId);
    const move = (event: PointerEvent) => resize(from.height + from.y - event.clientY);
    const end = () => {
      removeEventListener('pointermove', move);
      removeEventListener('pointerup', end);
    };
    addEventListener('pointermove', move);
    addEventListener('pointerup', end);
  };
  return (
    <section className="dock" aria-label="Run and problems" style={{ height: Math.min(height, largest()) }}>
      {/* biome-ignore lint/a11y/useSemanticElements: a rule that can be moved is a separator with a value, which hr cannot be */}
      <div
        className="dock-handle"
        role="separator"
        aria-orientation="horizontal"
        aria-label="Height of the run"
        aria-valuenow={height}
        aria-valuemin={smallest}
        aria-valuemax={Math.round(largest())}
        tabIndex={0}
        onPointerDown={drag}
        onKeyDown={(event) => {
          if (event.key === 'ArrowUp') resize(height + 24);
          else if (event.key === 'ArrowDown') resize(height - 24);
          else if (event.key === 'Escape') useSession.getState().set({ dock: { open: false } });
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
      />
      <Suspense fallback={<Skeleton label="Opening the run" />}>
        <RunDock />
      </Suspense>
    </section>
  );
}
