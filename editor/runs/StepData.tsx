// What a step got or gave: as a table where it is one, as a tree, as JSON; to copy and to download. A list comes page by page.
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Json } from '../../nodes/kit/json.ts';
import type { Step } from '../../nodes/kit/records.ts';
import { type ApiError, call, keys } from '../api.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { number } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { DataTable } from './DataTable.tsx';
import { DataTree } from './DataTree.tsx';
import { DownloadButton } from './DownloadButton.tsx';
import { JsonText } from './JsonText.tsx';
import { withWords } from './list-marks.ts';
import { csvOf, tableOf } from './table-view.ts';
import './StepData.css';

interface StepDataProps {
  readonly runId: string;
  readonly step: Step;
  readonly part: 'input' | 'output';
  readonly heading?: React.ReactNode;
}

type Look = 'table' | 'tree' | 'json';

const pageSize = 1_000;

export function StepData({ runId, step, part, heading }: StepDataProps) {
  const [from, setFrom] = useState(0);
  const [chosen, choose] = useState<Look | null>(null);
  // A running step has no result yet; its end brings a new key and a new read.
  const ready = part === 'input' ? step.status !== 'skipped' : step.hasOutput;
  const { data, error, isLoading } = useQuery({
    queryKey: part === 'input' ? [...keys.step(runId, step.key), step.attempt] : [...keys.output(runId, step.key, from), 'page'],
    queryFn: async ({ signal }) => (part === 'input' ? readInput(runId, step.key, signal) : readOutput(runId, step.key, from, signal)),
    enabled: ready,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const value = data?.value;
  const table = useMemo(() => tableOf(value), [value]);
  const look: Look = chosen ?? (table && part === 'output' ? 'table' : 'tree');
  const text = useMemo(() => (value === undefined ? '' : JSON.stringify(value, null, 2)), [value]);
  const list = data?.list ?? null;

  if (!ready) return <p className="step-data-none">{nothingSays(step, part)}</p>;
  if (isLoading) return <Skeleton label={part === 'input' ? 'Reading the values it ran with' : 'Reading the result'} />;
  if (error) return <ErrorCard title="It could not be read" failure={{ message: (error as ApiError).message }} />;
  if (part === 'input' && (value === null || value === undefined))
    return (
      <>
        {heading}
        <p className="step-data-none">The values that this step ran with are not kept.</p>
      </>
    );
  return (
    <section className="step-data">
      <header className="step-data-head">
        {heading}
        <Tabs
          label="How to show it"
          look="segmented"
          value={look}
          onChange={choose}
          tabs={[
            ...(table ? [{ key: 'table' as const, label: 'Table' }] : []),
            { key: 'tree', label: 'Tree' },
            { key: 'json', label: 'JSON' },
          ]}
        />
        {list ? <Pages list={list} from={from} onFrom={setFrom} /> : null}
        <span className="step-data-tools">
          <CopyButton
            text={look === 'table' && table ? csvOf(table) : text}
            what={look === 'table' ? 'the table as CSV' : 'the JSON'}
            word="Copy"
          />
          <DownloadButton
            text={look === 'table' && table ? csvOf(table) : text}
            name={`${step.key.replaceAll(/[[\]]/g, '-')}-${part}.${look === 'table' ? 'csv' : 'json'}`}
          />
        </span>
      </header>
      <div className="step-data-body">
        {look === 'table' && table ? (
          <DataTable table={table} label={table.title ?? 'Result'} />
        ) : look === 'json' ? (
          <JsonText text={text} />
        ) : (
          <DataTree
            value={value}
            label={part === 'input' ? 'Input' : 'Output'}
            expression={part === 'output' ? `steps.${step.nodeId}` : 'params'}
          />
        )}
      </div>
    </section>
  );
}

interface Read {
  readonly value: Json;
  readonly list: { readonly property: string; readonly count: number; readonly from: number } | null;
}

async function readInput(id: string, key: string, signal: AbortSignal): Promise<Read> {
  const { params } = await call('getStep', { params: { id, key }, signal });
  return { value: withWords(params as Json), list: null };
}

async function readOutput(id: string, key: string, from: number, signal: AbortSignal): Promise<Read> {
  const { data, list } = await call('getStepOutput', { params: { id, key }, query: { from, limit: pageSize }, signal });
  if (!list) return { value: data as Json, list: null };
  const rest = typeof data === 'object' && data !== null && !Array.isArray(data) ? data : {};
  return { value: { ...rest, [list.property]: list.items } as Json, list: { property: list.property, count: list.count, from: list.from } };
}

interface PagesProps {
  readonly list: NonNullable<Read['list']>;
  readonly from: number;
  readonly onFrom: (from: number) => void;
}

function Pages({ list, from, onFrom }: PagesProps) {
  if (list.count <= pageSize) return <span className="step-data-count numbers">{number(list.count)} in all</span>;
  const last = Math.min(list.count, from + pageSize);
  return (
    <span className="step-data-count numbers">
      <button type="button" aria-label="Earlier items" disabled={from === 0} onClick={() => onFrom(Math.max(0, from - pageSize))}>
        ‹
      </button>
      {number(from + 1)} to {number(last)} of {number(list.count)}
      <button type="button" aria-label="Later items" disabled={last >= list.count} onClick={() => onFrom(from + pageSize)}>
        ›
      </button>
    </span>
  );
}

function nothingSays(step: Step, part: 'input' | 'output'): string {
  if (step.status === 'skipped') return 'The step was skipped: no way led to it.';
  if (part === 'input') return 'The step has not started.';
  if (step.status === 'failed') return 'The step failed, so it gave nothing. The error says why.';
  if (step.status === 'succeeded') return 'The step gave nothing.';
  return 'The result is there when the step has ended.';
}
