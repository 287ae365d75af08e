// Who did what, from where: searched, taken along, and checked for changes.
import { Button } from '@fluentui/react-components';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { auditWords } from '../../nodes/kit/audit-words.ts';
import type { AuditLineView } from '../../nodes/kit/wire/audit.ts';
import { call, urlOf, useMe } from '../api.ts';
import { PageFrame, Panel } from '../pages/frame/PageFrame.tsx';
import { SearchBox } from '../pages/frame/SearchBox.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { count, exact, moment } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { toastError } from '../ui/toast.ts';
import { KeysPanel } from './KeysPanel.tsx';
import '../pages/frame/list-table.css';
import './AuditPage.css';

export function AuditPage() {
  const { data: me } = useMe();
  const [q, setQ] = useState('');
  const [scope, setScope] = useState<'project' | 'installation'>('project');
  const query = { q, scope };
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['audit', query],
    queryFn: ({ pageParam, signal }) => call('audit', { query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) }, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
  const lines = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <PageFrame
      name="Audit"
      title="Audit"
      sub="Who did what, from where. Every line is sealed together with the one before it."
      actions={
        <>
          <a
            className="audit-export"
            href={urlOf('exportAudit', { query: { ...query, format: 'jsonl', project: me?.project.id } })}
            download
          >
            Save as JSON lines
          </a>
          <a className="audit-export" href={urlOf('exportAudit', { query: { ...query, format: 'cef', project: me?.project.id } })} download>
            Save as CEF
          </a>
        </>
      }
    >
      <div className="audit-tools">
        <SearchBox label="Search the audit" value={q} onChange={setQ} says={`${lines.length} lines shown`} />
        {me?.admin ? (
          <label className="audit-scope">
            <input
              type="checkbox"
              checked={scope === 'installation'}
              onChange={(event) => setScope(event.target.checked ? 'installation' : 'project')}
            />
            All projects
          </label>
        ) : null}
        {me?.admin ? <Verify /> : null}
      </div>
      {error ? (
        <ErrorCard title="The audit could not be read" failure={{ message: error.message }} />
      ) : !data ? (
        <Skeleton label="Reading the audit" lines={6} />
      ) : lines.length === 0 ? (
        <EmptyState icon="search" title="Nothing was found">
          No line of the audit holds these words.
        </EmptyState>
      ) : (
        <Panel title={count(lines.length, 'line')} label="Audit">
          <table className="list-table audit-table">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
                <th scope="col">From</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <Line key={line.seq} line={line} />
              ))}
            </tbody>
          </table>
          {hasNextPage ? (
            <div className="audit-more">
              <Button onClick={() => fetchNextPage()} disabled={isFetchingNextPage}>
                Show older lines
              </Button>
            </div>
          ) : null}
        </Panel>
      )}
      {me?.admin ? <KeysPanel /> : null}
    </PageFrame>
  );
}

/** The thing by its name, where the line knows it; what was only counted, as a number. */
function thingOf({ details, resource }: AuditLineView): string {
  const name = [details?.name, details?.flow, details?.login].find((one) => typeof one === 'string' && one !== '');
  const more = typeof details?.more === 'number' ? ` · ${details.more} more in this minute` : '';
  return `${name ?? resource}${more}`;
}

const Line = ({ line }: { readonly line: AuditLineView }) => (
  <tr>
    <td title={exact(line.at)}>{moment(line.at)}</td>
    <td>
      {line.actor.name}
      {line.actor.kind === 'user' ? null : <span className="audit-kind"> {line.actor.kind}</span>}
    </td>
    <td>
      {auditWords(line.action) ?? line.action} <span className="audit-thing">{thingOf(line)}</span>
      {line.details ? (
        <details>
          <summary>Details</summary>
          <pre>
            {line.action} {line.resource}
            {`\n${JSON.stringify(line.details, null, 2)}`}
          </pre>
        </details>
      ) : null}
    </td>
    <td>{line.from ?? '–'}</td>
  </tr>
);

function Verify() {
  const verify = useMutation({
    mutationFn: () => call('verifyAudit'),
    onError: (thrown) => toastError('The audit could not be checked', thrown),
  });
  const { data } = verify;
  return (
    <span className="audit-verdict" role="status">
      <Button onClick={() => verify.mutate()} disabled={verify.isPending} data-testid="audit-verify">
        {verify.isPending ? 'Checking …' : 'Check for changes'}
      </Button>
      {data ? (
        <span data-ok={data.ok}>
          {data.ok ? `${count(data.lines, 'line')}: none was changed, deleted or moved.` : data.problems.join(' ')}
        </span>
      ) : null}
    </span>
  );
}
