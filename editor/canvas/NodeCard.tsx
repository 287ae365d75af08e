// A step on the canvas: tile, title, and one line that says what it will do; while it runs, the same line tells how far it is.
// Plain elements only; it listens to its own step of the run and to nothing else that changes often.
import { memo } from 'react';
import type { NodeProps } from 'reactflow';
import type { Step } from '../../nodes/kit/records.ts';
import { nodeTypesNow } from '../api.ts';
import { BreakpointDot } from '../breakpoints/BreakpointDot.tsx';
import { disconnect } from '../document/edits.ts';
import { useDocument } from '../document/store.ts';
import { PinMark } from '../pins/PinMark.tsx';
import { useNodeRun } from '../runs/run-store.ts';
import { count, percent } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { IconTile } from '../ui/IconTile.tsx';
import { statusLook } from '../ui/status.ts';
import type { CardData, CardNode } from './canvas-items.ts';
import { DestroyMark } from './DestroyMark.tsx';
import { useGesture } from './gesture.ts';
import { HandlingBadge } from './HandlingBadge.tsx';
import { Ports } from './Ports.tsx';
import { mayConnect } from './rules.ts';
import { StatusBadge } from './StatusBadge.tsx';
import { useLoopPath } from './use-step-of.ts';
import './NodeCard.css';

export const NodeCard = memo(function NodeCard({ data, selected }: NodeProps<CardNode>) {
  const { node, type, title, line } = data;
  const step = useNodeRun(node.id, useLoopPath(data.loops));
  const verdict = useVerdict(node.id);
  const tone = step && step.status !== 'pending' ? statusLook(step.status, step.loop?.failed ?? 0).tone : null;
  const disabled = node.settings?.disabled === true;
  return (
    <div
      className={`card card-${type?.kind ?? 'unknown'}${disabled ? ' card-off' : ''}${verdict ? ` card-target-${verdict}` : ''}`}
      data-testid={`node-${node.id}`}
      data-node-type={node.type}
      data-status={step?.status ?? 'none'}
    >
      <IconTile icon={type?.icon ?? 'alert'} group={type?.group ?? 'logic'} />
      <span className="card-text">
        <span className="card-title">{title}</span>
        <CardLine step={step} line={disabled ? `Switched off · ${line}` : data.needs === null ? line : `Needs: ${data.needs}`} />
      </span>
      <ProblemCount errors={data.errors} warnings={data.warnings} />
      <StatusBadge step={step} />
      <DestroyMark node={node} type={type} />
      <BreakpointDot id={node.id} />
      <PinMark id={node.id} />
      <HandlingBadge id={node.id} handling={data.handling} selected={selected === true} />
      <Ports data={data} tone={tone} />
    </div>
  );
});

export function CardLine({ step, line }: { readonly step: Step | null; readonly line: string }) {
  const says = step ? liveLine(step) : null;
  return (
    <span className={`card-line${says && step?.status === 'failed' ? ' card-line-failed' : ''}`} title={says ?? line}>
      {says ?? line}
    </span>
  );
}

/** What the line tells of the run; null: what the step is set to do. */
function liveLine(step: Step): string | null {
  if (step.status === 'failed') return step.error?.message ?? null;
  if (step.status !== 'running' && step.status !== 'waiting' && step.status !== 'needs-attention') return null;
  const parts = [step.says ?? '', step.progress === null || step.says?.includes('%') ? '' : percent(step.progress)];
  const says = parts.filter((part) => part !== '').join(' · ');
  return says === '' ? null : says;
}

export function ProblemCount({ errors, warnings }: Pick<CardData, 'errors' | 'warnings'>) {
  if (errors + warnings === 0) return null;
  const says = [errors > 0 ? count(errors, 'problem') : '', warnings > 0 ? count(warnings, 'warning') : '']
    .filter((part) => part !== '')
    .join(', ');
  return (
    <span className={`card-problems${errors === 0 ? ' card-problems-warning' : ''}`} title={says}>
      <Icon name="alert" size={12} />
      {errors || warnings}
      <span className="visually-hidden">{errors > 0 ? 'problems' : 'warnings'}</span>
    </span>
  );
}

/** While a line is drawn: may it end here? Cards outside such a gesture do not look at the document. */
export function useVerdict(id: string): 'ok' | 'no' | 'here' | null {
  const linking = useGesture((gesture) => gesture.linking);
  const here = useGesture((gesture) => gesture.linkTarget === id);
  if (!linking || linking.from === id) return null;
  if (here) return 'here';
  const { flow } = useDocument.getState();
  const rest = linking.instead === undefined ? flow : disconnect(flow, [linking.instead]);
  return mayConnect(rest, nodeTypesNow().of, { ...linking, to: id }) === true ? 'ok' : 'no';
}
