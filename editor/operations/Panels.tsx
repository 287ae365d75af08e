// The panels of the page Operations: each a few facts or a table, each saying what it means when it is empty.
import { Link } from 'wouter';
import type { Operations } from '../../nodes/kit/wire/operations.ts';
import { Panel } from '../pages/frame/PageFrame.tsx';
import { between, count, duration, exact, moment, number } from '../ui/format.ts';
import { bytesText } from './headline.ts';
import '../pages/frame/list-table.css';

interface FactsProps {
  readonly facts: Operations;
}

const At = ({ iso }: { readonly iso: string }) => (
  <time dateTime={iso} title={exact(iso)}>
    {moment(iso)}
  </time>
);

export function Machine({ facts }: FactsProps) {
  const { at, ready, queue, database, backup, keepDays } = facts;
  return (
    <Panel title="The machine">
      <dl className="operations-facts">
        {ready.parts.map(({ name, ok, says }) => (
          <Fact key={name} name={name.charAt(0).toUpperCase() + name.slice(1)} bad={!ok}>
            {says}
          </Fact>
        ))}
        <Fact name="Runs under way">{number(queue.running)}</Fact>
        <Fact name="Waiting for a time or an event">{number(queue.waiting)}</Fact>
        <Fact name="Waiting for a person" bad={queue.needsPerson > 0}>
          {queue.needsPerson > 0 ? <Link href="/runs?status=needs-attention">{number(queue.needsPerson)}</Link> : '0'}
        </Fact>
        <Fact name="Could go on, not taken up">
          {number(queue.due)}
          {queue.oldest === null ? '' : `, for ${duration(between(queue.oldest, at))}`}
        </Fact>
        <Fact name="Kept in">
          {database.kind === 'sqlite' ? 'SQLite' : 'PostgreSQL'}
          {database.bytes === null ? '' : `, ${bytesText(database.bytes)}`}
        </Fact>
        <Fact name="Last backup" bad={backup?.trouble != null}>
          {backup === null ? (
            'by PostgreSQL itself'
          ) : (
            <>
              {backup.last ? (
                <>
                  <At iso={backup.last.at} />, {bytesText(backup.last.bytes)}, {backup.count} of {backup.keep} kept
                </>
              ) : backup.keep === 0 ? (
                'none: VAULTFLOW_BACKUP_KEEP is 0'
              ) : (
                'none yet: the first is made a few minutes after a start'
              )}
              {backup.trouble ? `. The newest try failed: ${backup.trouble}` : ''}
            </>
          )}
        </Fact>
        <Fact name="Ended runs are kept">{keepDays === 0 ? 'for ever' : count(keepDays, 'day')}</Fact>
      </dl>
    </Panel>
  );
}

interface FactProps {
  readonly name: string;
  readonly bad?: boolean;
  readonly children: React.ReactNode;
}

const Fact = ({ name, bad = false, children }: FactProps) => (
  <div className="operations-fact">
    <dt>{name}</dt>
    <dd className={bad ? 'operations-bad' : undefined}>{children}</dd>
  </div>
);

interface ListProps {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly React.ReactNode[] }[];
  readonly empty: string;
  readonly beside?: React.ReactNode;
}

const List = ({ title, head, rows, empty, beside }: ListProps) => (
  <Panel title={title} beside={beside}>
    {rows.length === 0 ? (
      <p className="operations-empty">{empty}</p>
    ) : (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
      <section className="list-scroll" tabIndex={0} aria-label={`${title}, as a table`}>
        <table className="list-table">
          <thead>
            <tr>
              {head.map((cell) => (
                <th key={cell} scope="col">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, cells }) => (
              <tr key={key}>
                {cells.map((cell, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: columns never change places
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    )}
  </Panel>
);

const flowLink = (id: string, name: string) => (
  <Link href={`/flows/${encodeURIComponent(id)}`} className="list-table-link">
    {name}
  </Link>
);

export const Workers = ({ facts: { at, workers } }: FactsProps) => (
  <List
    title="Processes"
    head={['Process', 'Last sign of life', 'Runs']}
    empty="No process has given a sign of life for ten minutes."
    rows={workers.map(({ name, self, seenAt, runs }) => ({
      key: name,
      cells: [self ? `${name} (this one)` : name, `${duration(between(seenAt, at))} ago`, number(runs)],
    }))}
  />
);

export const Sleeping = ({ facts: { sleeping } }: FactsProps) => (
  <List
    title="Sleeping runs"
    beside={<span className="operations-count">{count(sleeping.count, 'run')} in all projects</span>}
    head={['Flow', 'Run', 'Goes on']}
    empty="No run of this project waits for a time."
    rows={sleeping.next.map(({ runId, number: run, flowId, flowName, wakeAt }) => ({
      key: runId,
      cells: [
        flowLink(flowId, flowName),
        <Link key="run" href={`/runs?run=${encodeURIComponent(runId)}`}>{`#${run}`}</Link>,
        <At key="at" iso={wakeAt} />,
      ],
    }))}
  />
);

export const Schedules = ({ facts: { schedules } }: FactsProps) => (
  <List
    title="Schedules"
    head={['Flow', 'Trigger', 'Last planned time', 'Next']}
    empty="No schedule is armed. A flow with a schedule is armed when it is published and enabled."
    rows={schedules.map(({ flowId, flowName, nodeId, nextAt, last, trouble }) => ({
      key: `${flowId} ${nodeId}`,
      cells: [
        flowLink(flowId, flowName),
        nodeId,
        trouble ? (
          <span key="last" className="operations-bad">
            Started nothing: {trouble}
          </span>
        ) : last ? (
          <Link key="last" href={`/runs?run=${encodeURIComponent(last.runId)}`}>
            <At iso={last.at} />, {last.status}
          </Link>
        ) : (
          'not yet'
        ),
        nextAt === null ? 'never again' : <At key="next" iso={nextAt} />,
      ],
    }))}
  />
);

export const Missed = ({ facts: { missed } }: FactsProps) => (
  <List
    title="Missed times"
    head={['Flow', 'Planned for', 'Times', 'Why']}
    empty="In the last seven days every planned time has started its run."
    rows={missed.map(({ flowId, flowName, plannedAt, count: times, says }) => ({
      key: `${flowId} ${plannedAt}`,
      cells: [flowLink(flowId, flowName), <At key="at" iso={plannedAt} />, number(times), says],
    }))}
  />
);

export const Budgets = ({ facts: { budgets } }: FactsProps) => (
  <List
    title="What Azure still allows"
    head={['Connection', 'Subscription', 'Kind', 'Asked', 'Left', 'Slowed down']}
    empty="This process has not asked Azure for anything since its start."
    rows={budgets.map(({ connectionId, connectionName, subscription, kind, requests, left, blockedUntil }) => ({
      key: `${connectionId} ${subscription} ${kind}`,
      cells: [
        connectionName,
        subscription,
        kind,
        number(requests),
        left === null ? 'not said' : number(left),
        blockedUntil === null ? (
          'no'
        ) : (
          <span key="slow" className="operations-bad">
            until {moment(blockedUntil)}
          </span>
        ),
      ],
    }))}
  />
);
