// Two runs side by side: what they were given, how each step went and how long it took, and where the results differ. Steps inside
// loops are not paired: their numbers need not mean the same items.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Json } from '../../nodes/kit/json.ts';
import type { Run, Step } from '../../nodes/kit/records.ts';
import { call, keys } from '../api.ts';
import { Panel } from '../pages/frame/PageFrame.tsx';
import { startedBy } from '../runs/run-words.ts';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { between, dateTime, duration, number } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { StatusPill } from '../ui/StatusPill.tsx';
import { type Difference, differences, pairSteps, type StepPair } from './compare.ts';
import './CompareRuns.css';
import '../pages/frame/list-table.css';

async function read(id: string, signal: AbortSignal): Promise<{ readonly run: Run; readonly steps: readonly Step[] }> {
  const run = await call('getRun', { params: { id }, signal });
  const steps: Step[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: Step[]; next: string | null } = await call('listSteps', {
      params: { id },
      query: { limit: 200, ...(cursor ? { cursor } : {}) },
      signal,
    });
    steps.push(...page.items);
    cursor = page.next;
  }
  return { run, steps };
}

export function CompareRuns({ older, newer }: { readonly older: string; readonly newer: string }) {
  const { data, error } = useQuery({
    queryKey: ['runs', 'compare', older, newer],
    queryFn: ({ signal }) => Promise.all([read(older, signal), read(newer, signal)]),
  });
  const [open, setOpen] = useState<string | null>(null);
  if (error) return <ErrorCard title="The runs could not be compared" failure={{ message: error.message }} />;
  if (!data) return <Skeleton label="Reading both runs" lines={6} />;
  const [a, b] = data;
  const pairs = pairSteps(a.steps, b.steps);
  return (
    <>
      <p>
        <Link href="/runs">All runs</Link>
      </p>
      <Panel title="The two runs" testId="compare">
        <div className="list-scroll">
          <table className="list-table compare-table">
            <thead>
              <tr>
                <th scope="col">
                  <span className="visually-hidden">What</span>
                </th>
                {[a, b].map(({ run }) => (
                  <th key={run.id} scope="col">
                    <Link href={`/flows/${run.flowId}/runs/${run.id}`} className="list-table-link">
                      {run.flowName} {number(run.number)}
                    </Link>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              <Row title="Status" of={[a.run, b.run]} cell={(run) => <StatusPill status={run.status} failures={run.failures} />} />
              <Row title="Started" of={[a.run, b.run]} cell={(run) => `${dateTime(run.createdAt)} ${startedBy(run)}`} />
              <Row title="Flow version" of={[a.run, b.run]} cell={(run) => `${run.published ? 'v' : 'draft v'}${run.version}`} />
              <Row title="Took" of={[a.run, b.run]} cell={(run) => tookSays(run)} />
              <Row title="Message" of={[a.run, b.run]} cell={(run) => run.message ?? '–'} />
            </tbody>
          </table>
        </div>
      </Panel>
      <Panel title="Inputs">
        <Differences found={differences(a.run.inputs as Json, b.run.inputs as Json)} same="Both were given the same." />
      </Panel>
      <Panel title="Steps">
        <div className="list-scroll">
          <table className="list-table compare-table">
            <thead>
              <tr>
                <th scope="col">Step</th>
                <th scope="col">Run {number(a.run.number)}</th>
                <th scope="col">Run {number(b.run.number)}</th>
                <th scope="col">Results</th>
              </tr>
            </thead>
            <tbody>
              {pairs.map((pair) => (
                <tr key={pair.key} data-differs={pair.differs || undefined}>
                  <th scope="row">{pair.key}</th>
                  <StepCell step={pair.before} />
                  <StepCell step={pair.after} />
                  <td>
                    {pair.before?.hasOutput && pair.after?.hasOutput ? (
                      <button
                        type="button"
                        className="runs-status"
                        aria-expanded={open === pair.key}
                        onClick={() => setOpen(open === pair.key ? null : pair.key)}
                      >
                        Compare results
                      </button>
                    ) : (
                      '–'
                    )}
                    {open === pair.key ? <Outputs older={older} newer={newer} pair={pair} /> : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
    </>
  );
}

const tookSays = ({ startedAt, endedAt }: Pick<Run, 'startedAt' | 'endedAt'>): string =>
  startedAt && endedAt ? duration(between(startedAt, endedAt)) : '–';

interface RowProps {
  readonly title: string;
  readonly of: readonly [Run, Run];
  readonly cell: (run: Run) => React.ReactNode;
}

const Row = ({ title, of, cell }: RowProps) => (
  <tr>
    <th scope="row">{title}</th>
    {of.map((run) => (
      <td key={run.id}>{cell(run)}</td>
    ))}
  </tr>
);

const StepCell = ({ step }: { readonly step: Step | null }) => (
  <td>
    {step ? (
      <>
        <StatusPill status={step.status} size="small" />
        <span className="list-table-sub">
          {tookSays(step)}
          {step.error ? ` · ${step.error.message}` : ''}
        </span>
      </>
    ) : (
      'was not reached'
    )}
  </td>
);

function Outputs({ older, newer, pair }: { readonly older: string; readonly newer: string; readonly pair: StepPair }) {
  const { data, error } = useQuery({
    queryKey: [...keys.output(newer, pair.key), 'compare', older],
    queryFn: ({ signal }) =>
      Promise.all([older, newer].map((id) => call('getStepOutput', { params: { id, key: pair.key }, query: { limit: 1_000 }, signal }))),
  });
  if (error) return <ErrorCard title="The results could not be read" failure={{ message: error.message }} />;
  if (!data) return <Skeleton label="Reading both results" lines={2} />;
  return <Differences found={differences(data[0] as unknown as Json, data[1] as unknown as Json)} same="The results are the same." />;
}

function Differences({ found, same }: { readonly found: readonly Difference[]; readonly same: string }) {
  if (found.length === 0) return <p className="compare-same">{same}</p>;
  return (
    <ul className="compare-list">
      {found.map(({ path, before, after }) => (
        <li key={path}>
          <code>{path === '' ? 'all' : path}</code>: <del>{said(before)}</del> → <ins>{said(after)}</ins>
        </li>
      ))}
    </ul>
  );
}

/** A secret is a handle that tells nothing: it is named, never shown. */
const said = (value: Json | undefined): string => {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  if (text.includes('"$secret"')) return 'a secret';
  return text.length > 200 ? `${text.slice(0, 200)} …` : text;
};
