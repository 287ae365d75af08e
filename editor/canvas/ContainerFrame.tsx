// A container on the canvas: a frame around its steps with a header that says what it goes through, how many at a time, which
// round is shown, and how many failed.
import { memo, useEffect } from 'react';
import { type NodeProps, NodeResizeControl } from 'reactflow';
import { stepKey } from '../../nodes/kit/step-key.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { useNodeRun, watchIteration } from '../runs/run-store.ts';
import { IconTile } from '../ui/IconTile.tsx';
import { statusLook } from '../ui/status.ts';
import type { CardNode } from './canvas-items.ts';
import { useGesture } from './gesture.ts';
import { HandlingBadge } from './HandlingBadge.tsx';
import { LoopPager } from './LoopPager.tsx';
import { CardLine, ProblemCount, useVerdict } from './NodeCard.tsx';
import { goToNextFailure } from './next-failure.ts';
import { Ports } from './Ports.tsx';
import { StatusBadge } from './StatusBadge.tsx';
import { useFollowLoop } from './use-follow-loop.ts';
import { useLoopPath } from './use-step-of.ts';
import './ContainerFrame.css';

export const ContainerFrame = memo(function ContainerFrame({ data, selected }: NodeProps<CardNode>) {
  const { node, type, title, line, children } = data;
  const path = useLoopPath(data.loops);
  const step = useNodeRun(node.id, path);
  const verdict = useVerdict(node.id);
  const dropping = useGesture(({ dropParent }) => dropParent === node.id);
  const shown = useSession(({ loopIndex }) => loopIndex[node.id] ?? 0);
  const readOnly = useDocument((state) => state.readOnly);
  const counts = type?.container === 'for-each' || type?.container === 'repeat-until';
  const key = stepKey(node.id, path);
  const rounds = counts && step?.loop ? step.loop.count : 0;
  useEffect(() => {
    if (rounds > 0) void watchIteration(key, shown);
  }, [key, shown, rounds]);
  useFollowLoop(node.id, path, rounds);
  const tone = step && step.status !== 'pending' ? statusLook(step.status, step.loop?.failed ?? 0).tone : null;
  return (
    <div
      className={`container${dropping ? ' container-dropping' : ''}${verdict ? ` card-target-${verdict}` : ''} card-container`}
      data-testid={`node-${node.id}`}
      data-node-type={node.type}
      data-status={step?.status ?? 'none'}
    >
      <div className="container-header">
        <IconTile icon={type?.icon ?? 'loop'} group={type?.group ?? 'logic'} size={24} />
        <span className="card-title">{title}</span>
        <CardLine step={step} line={data.needs === null ? line : `Needs: ${data.needs}`} />
        <span className="container-end">
          <StatusBadge step={step} />
          {rounds > 0 ? (
            <LoopPager
              id={node.id}
              count={rounds}
              shown={shown}
              word={type?.container === 'for-each' ? 'Item' : 'Round'}
              failed={step?.loop?.failed ?? 0}
              onNextFailure={() => void goToNextFailure(node.id, path)}
            />
          ) : null}
        </span>
      </div>
      {children === 0 ? <p className="container-empty">Drop steps in here, or press A</p> : null}
      <ProblemCount errors={data.errors} warnings={data.warnings} />
      <Ports data={data} tone={tone} />
      <HandlingBadge id={node.id} handling={data.handling} selected={selected === true} />
      {selected && !readOnly ? (
        <NodeResizeControl position="bottom-right" minWidth={240} minHeight={128} className="container-resize" />
      ) : null}
    </div>
  );
});
