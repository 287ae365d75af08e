// What steps logged: of the selected one, or of all that are known, in the order of time.
import { useQueries } from '@tanstack/react-query';
import type { LogLine, Run, Step } from '../../nodes/kit/records.ts';
import { call, keys } from '../api.ts';
import { useSession } from '../document/session.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { clock, exact } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { isFinal } from './run-records.ts';
import { useSteps } from './run-store.ts';
import { useDockStep } from './use-dock-step.ts';
import './RunLogTab.css';

interface Line extends LogLine {
  readonly step: Step;
}

/** Logs of more steps than this are read by selecting them. */
const most = 60;

export function RunLogTab({ run }: { readonly run: Run }) {
  const { step, titleOf } = useDockStep();
  const all = useSteps();
  const selected = useSession(({ selection }) => selection.nodes.length === 1);
  const steps = selected ? (step ? [step] : []) : all.filter(({ status }) => status !== 'skipped').slice(0, most);
  const { lines, loading } = useQueries({
    queries: steps.map((each) => ({
      queryKey: [...keys.log(run.id, each.key), isFinal(each.status) ? 'whole' : each.says],
      queryFn: async () => (await call('getStepLog', { params: { id: run.id, key: each.key } })).items,
      staleTime: isFinal(each.status) ? Number.POSITIVE_INFINITY : 1_000,
      ...(isFinal(each.status) ? {} : { refetchInterval: 3_000 }),
    })),
    combine: (answers) => ({
      loading: answers.some(({ isLoading }) => isLoading),
      lines: answers
        .flatMap(({ data }, index) => (data ?? []).map((line): Line => ({ ...line, step: steps[index] as Step })))
        .sort((a, b) => Date.parse(a.at) - Date.parse(b.at)),
    }),
  });
  if (lines.length === 0)
    return loading ? (
      <Skeleton label="Reading the log" />
    ) : (
      <EmptyState icon="list" title="Nothing logged">
        {selected && step ? `“${titleOf(step.nodeId)}” wrote no line.` : 'No step wrote a line.'}
      </EmptyState>
    );
  const text = lines.map(({ at, level, message, step: { key } }) => `${at} ${level} ${key} ${message}`).join('\n');
  return (
    <div className="run-dock-scroll">
      <div className="log-tools">
        <CopyButton text={text} what="the log" word="Copy" />
      </div>
      <ol className="log" aria-label="Log">
        {lines.map(({ at, level, message, step: { key, nodeId, path } }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
          <li key={index} className="log-line" data-level={level}>
            <time dateTime={at} title={exact(at)}>
              {clock(at)}
            </time>
            <span className="log-step" title={key}>
              {titleOf(nodeId)}
              {path.length > 0 ? ` ${path.map((each) => each + 1).join('.')}` : ''}
            </span>
            <span className="log-message">
              {level === 'info' ? null : (
                <Icon name={level === 'error' ? 'cross' : 'warning'} size={12} label={level === 'error' ? 'Error' : 'Warning'} />
              )}
              {message}
            </span>
          </li>
        ))}
      </ol>
      {!selected && all.length > most ? (
        <p className="field-about">Select a step to read its log: there are too many for one list.</p>
      ) : null}
    </div>
  );
}
