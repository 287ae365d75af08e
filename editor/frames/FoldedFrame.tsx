// A frame folded into one card: what it holds, how its steps stand together, what is wrong in it. Double click (or Shift+G) opens it.
import { memo, useCallback, useMemo, useSyncExternalStore } from 'react';
import { Handle, type NodeProps, Position } from 'reactflow';
import { stepKey } from '../../nodes/kit/step-key.ts';
import type { FoldedNode } from '../canvas/canvas-items.ts';
import { useGesture } from '../canvas/gesture.ts';
import { ProblemCount } from '../canvas/NodeCard.tsx';
import { useSession } from '../document/session.ts';
import { records } from '../runs/shown-run.ts';
import { Icon } from '../ui/Icon.tsx';
import { summaryOf } from './summary.ts';
import { toggleFold } from './toggle-fold.ts';
import '../ui/tints.css';
import './FoldedFrame.css';

export const FoldedFrame = memo(function FoldedFrame({ id, data }: NodeProps<FoldedNode>) {
  const { title, tint, line, steps, errors, warnings, entered, left } = data;
  const summary = useSummary(steps);
  const dropping = useGesture(({ dropFrame }) => dropFrame === id);
  const inside = useSession(({ selection }) => steps.some((step) => selection.nodes.includes(step.id)));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Shift+G does the same, see commands
    <div
      className={`card folded tint-${tint}${inside ? ' folded-inside' : ''}${dropping ? ' card-target-here' : ''}`}
      onDoubleClick={() => toggleFold(id)}
      data-testid={`node-${id}`}
      data-status={summary?.tone ?? 'none'}
    >
      <span className="folded-tile">
        <Icon name="group" size={20} />
      </span>
      <span className="card-text">
        <span className="card-title">{title}</span>
        <span className="card-line" title={line}>
          {line}
        </span>
      </span>
      <button
        type="button"
        className="frame-fold nodrag"
        aria-label={`Open the frame “${title}”`}
        title="Open the frame (Shift+G)"
        onClick={() => toggleFold(id)}
      >
        <Icon name="chevron-right" size={14} />
      </button>
      <ProblemCount errors={errors} warnings={warnings} />
      {summary ? (
        <span className={`badge badge-${summary.tone}`} data-testid={`status-${id}`}>
          <Icon name={summary.icon} size={12} />
          <span className="visually-hidden">{summary.word}</span>
          <span>{summary.says}</span>
        </span>
      ) : null}
      <Handle
        type="target"
        id="in"
        position={Position.Left}
        isConnectable={false}
        className={`folded-end${entered ? '' : ' folded-none'}`}
      />
      <Handle
        type="source"
        id="out"
        position={Position.Right}
        isConnectable={false}
        className={`folded-end${left ? '' : ' folded-none'}`}
      />
    </div>
  );
});

/** Of the rounds that the canvas shows of the loops around its steps. */
function useSummary(steps: FoldedNode['data']['steps']) {
  const rounds = useSession(({ loopIndex }) =>
    steps
      .map(({ id, loops }) =>
        stepKey(
          id,
          loops.map((loop) => loopIndex[loop] ?? 0),
        ),
      )
      .join('\n'),
  );
  const keys = useMemo(() => (rounds === '' ? [] : rounds.split('\n')), [rounds]);
  const subscribe = useCallback(
    (listener: () => void) => {
      const leave = keys.map((key) => records.subscribe(key, listener));
      return () => {
        for (const stop of leave) stop();
      };
    },
    [keys],
  );
  const read = () =>
    keys
      .map((key) => {
        const step = records.step(key);
        return step ? `${step.status} ${step.loop?.failed ?? 0}` : '';
      })
      .join();
  const states = useSyncExternalStore(subscribe, read);
  return useMemo(
    () =>
      summaryOf(
        states.split(',').map((state) => {
          const [status, failures] = state.split(' ');
          return status ? { status: status as never, failures: Number(failures) } : null;
        }),
      ),
    [states],
  );
}
