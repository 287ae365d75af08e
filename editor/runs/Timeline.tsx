// The run as bars over time: waits, retries and what ran side by side. A click selects the step on the canvas, in its iteration.
// Only the rows in view are in the page.
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import type { Graph } from '../../nodes/kit/graph.ts';
import type { Run, Step } from '../../nodes/kit/records.ts';
import { hasEnded } from '../../nodes/kit/status.ts';
import { Icon } from '../ui/Icon.tsx';
import { statusLook } from '../ui/status.ts';
import { useNow } from '../ui/use-now.ts';
import { isFinal } from './run-records.ts';
import { beganAt } from './run-words.ts';
import { barText, type TimelineRow, type TimeScale, timelineRows, timeScale } from './timeline-rows.ts';
import { useLoopPages } from './use-loop-pages.ts';
import './Timeline.css';

interface TimelineProps {
  readonly run: Run;
  readonly steps: readonly Step[];
  readonly graph: Graph;
  readonly titleOf: (nodeId: string) => string;
  /** What an iteration is about: "vm-sql-03". */
  readonly itemName: (step: Step) => string | null;
  readonly selected: string | null;
  readonly onSelect: (step: Step) => void;
}

const rowHeight = 28;

export function Timeline({ run, steps, graph, titleOf, itemName, selected, onSelect }: TimelineProps) {
  const ended = hasEnded(run.status);
  const now = useNow(!ended);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const isOpen = (key: string) => !closed.has(key);
  // biome-ignore lint/correctness/useExhaustiveDependencies: isOpen follows closed
  const rows = useMemo(() => timelineRows(graph, steps, isOpen), [graph, steps, closed]);
  const openLoops = useMemo(() => rows.filter(({ open, step }) => open && step.loop !== null).map(({ key }) => key), [rows]);
  const pages = useLoopPages(run.id, openLoops);
  const from = Date.parse(beganAt(run, steps));
  const until = run.endedAt ? Date.parse(run.endedAt) : now;
  const scale = useMemo(() => timeScale(steps, from, until), [steps, from, until]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    initialRect: { width: 900, height: 200 },
  });
  const fold = (key: string) =>
    setClosed((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  if (rows.length === 0) return <p className="timeline-none">{ended ? 'No step has run.' : 'The first step is about to start …'}</p>;
  return (
    <div className="timeline" ref={scroller}>
      <div className="timeline-rows" role="tree" aria-label="Steps over time" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <Row
              key={row.key}
              row={row}
              top={start}
              title={titleOf(row.nodeId)}
              item={row.iteration === null ? null : (itemName(row.step) ?? `item ${row.iteration + 1}`)}
              scale={scale}
              now={until}
              selected={row.key === selected}
              onSelect={onSelect}
              onFold={fold}
            />
          );
        })}
      </div>
      {pages.more.map((key) => (
        <button key={key} type="button" className="timeline-more" onClick={() => pages.read(key)}>
          Show more of “{titleOf(key.replace(/\[.*$/, ''))}”
        </button>
      ))}
    </div>
  );
}

/** A share of the lane, less the room for the words behind the bar. */
const share = (part: number): string => `(100% - 130px) * ${part.toFixed(5)}`;

interface RowProps {
  readonly row: TimelineRow;
  readonly top: number;
  readonly title: string;
  readonly item: string | null;
  readonly scale: TimeScale;
  readonly now: number;
  readonly selected: boolean;
  readonly onSelect: (step: Step) => void;
  readonly onFold: (key: string) => void;
}

function Row({ row, top, title, item, scale, now, selected, onSelect, onFold }: RowProps) {
  const { step, depth, container, open, key } = row;
  const look = statusLook(step.status, step.loop?.failed ?? 0);
  const name = item === null ? title : `${title} · ${item}`;
  const text = barText(step, now);
  // What was taken over happened in another run: it has words, and no place in this one's time.
  const barless = step.status === 'skipped' || Boolean(step.takenFrom);
  const start = step.startedAt ? Date.parse(step.startedAt) : null;
  const end = step.endedAt ? Date.parse(step.endedAt) : isFinal(step.status) ? start : now;
  const left = start === null ? 0 : scale.at(start);
  const width = start === null || end === null ? 0 : Math.max(0, scale.at(end) - left);
  const keys = (event: React.KeyboardEvent<HTMLElement>) => {
    if (event.key === 'ArrowRight' && container && !open) onFold(key);
    else if (event.key === 'ArrowLeft' && container && open) onFold(key);
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const all = [...(event.currentTarget.parentElement?.children ?? [])] as HTMLElement[];
      const sorted = all.sort((a, b) => Number(a.dataset.top) - Number(b.dataset.top));
      sorted[sorted.indexOf(event.currentTarget) + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
    } else if (event.key === 'Enter' || event.key === ' ') onSelect(step);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className="timeline-row"
      role="treeitem"
      aria-level={depth + 1}
      aria-expanded={container ? open : undefined}
      aria-selected={selected}
      tabIndex={0}
      data-top={top}
      data-testid={`timeline-row-${key}`}
      data-status={step.status}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(step)}
      onKeyDown={keys}
    >
      <span className="timeline-name" style={{ paddingLeft: depth * 16 }}>
        <span className={`timeline-mark timeline-${look.tone}`} title={look.word}>
          <Icon name={look.icon} size={12} />
        </span>
        <span className="timeline-title">{name}</span>
        <span className="visually-hidden">{`, ${look.word}${text ? ', ' : ''}`}</span>
        {container ? (
          <button
            type="button"
            className="timeline-fold"
            tabIndex={-1}
            aria-hidden="true"
            title={open ? 'Fold' : 'Unfold'}
            onClick={(event) => {
              event.stopPropagation();
              onFold(key);
            }}
          >
            <Icon name={open ? 'chevron-down' : 'chevron-right'} size={14} />
          </button>
        ) : null}
      </span>
      <span className="timeline-lane">
        {start === null || barless ? null : (
          <span
            className={`timeline-bar timeline-bar-${look.tone}`}
            style={{ left: `calc(${share(left)})`, width: `max(10px, ${share(width)})` }}
          />
        )}
        <span
          className={`timeline-text timeline-${look.tone}`}
          style={{ left: barless ? 0 : `calc(max(${share(left)} + 10px, ${share(left + width)}) + 8px)` }}
        >
          {text}
        </span>
      </span>
    </div>
  );
}
