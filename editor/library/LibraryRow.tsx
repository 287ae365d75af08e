// One flow of the library: what it is called and where it lies, what starts it and when next, how its last runs went.
import { memo } from 'react';
import { Link } from 'wouter';
import type { FlowSummary } from '../../nodes/kit/wire/flows.ts';
import { LastStatus, TriggerTile } from '../home/FlowRows.tsx';
import { armedSays } from '../home/flow-words.ts';
import { RunBars } from '../home/RunBars.tsx';
import { ago, exact, moment } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { Pill } from '../ui/StatusPill.tsx';
import { FlowMenu } from './FlowMenu.tsx';
import { favourFlow } from './flow-actions.ts';
import { allFlows, writeQuery } from './library-query.ts';

interface LibraryRowProps {
  readonly flow: FlowSummary;
  readonly index: number;
  readonly now: number;
  readonly picked: boolean;
  /** `range`: with everything since the last one. */
  readonly onPick: (index: number, id: string, range: boolean) => void;
}

function Row({ flow, index, now, picked, onPick }: LibraryRowProps) {
  const { id, name, description, trigger, lastRuns, updatedAt, updatedBy, enabled, publishedVersion, folder, tags, favourite } = flow;
  const last = lastRuns.at(-1);
  return (
    <tr data-row={index} aria-rowindex={index + 2} data-testid={`flow-row-${id}`} data-picked={picked ? '' : undefined}>
      <td className="library-pick">
        <input
          type="checkbox"
          aria-label={`Select “${name}”`}
          checked={picked}
          onChange={() => {}}
          onClick={(event) => onPick(index, id, event.shiftKey)}
          data-testid={`select-flow-${id}`}
        />
      </td>
      <td className="library-flow">
        <div className="library-head">
          <TriggerTile type={trigger?.type} />
          <span className="library-words">
            <Link href={`/flows/${id}`} className="list-table-link library-name" title={description ?? name}>
              {name}
            </Link>
            <span className="library-place">
              {folder === '' && tags.length === 0 ? (description ?? '') : null}
              {folder === '' ? null : (
                <Link href={writeQuery({ ...allFlows, folder })} className="library-folder" tabIndex={-1}>
                  {folder}
                </Link>
              )}
              {tags.map((tag) => (
                <Link key={tag} href={writeQuery({ ...allFlows, tag })} className="library-chip" tabIndex={-1}>
                  {tag}
                </Link>
              ))}
            </span>
          </span>
          <button
            type="button"
            className="library-star"
            aria-pressed={favourite}
            aria-label={`Favourite: “${name}”`}
            title={favourite ? 'A favourite of yours' : 'Make it a favourite'}
            onClick={() => void favourFlow(flow)}
            data-testid={`favour-${id}`}
          >
            <Icon name="bookmark" size={16} />
          </button>
        </div>
      </td>
      <td className="library-starts">
        <span className="library-line" title={trigger?.says}>
          {!trigger ? 'No trigger' : trigger.type === 'core.manual' ? 'By hand' : trigger.says}
        </span>
        <span className="library-sub">
          <Pill tone={enabled ? 'green' : 'outline'} size="small" {...(enabled ? { icon: 'check' } : {})}>
            {flow.archivedAt === null ? armedSays(flow) : 'Archived'}
          </Pill>
          {enabled && trigger?.next && publishedVersion !== null ? <span>next {moment(trigger.next, new Date(now))}</span> : null}
        </span>
      </td>
      <td className="library-runs">
        <RunBars runs={lastRuns} />
      </td>
      <td className="library-last">
        <LastStatus flow={flow} />
        {last ? (
          <span className="library-sub" title={exact(last.at)}>
            {ago(last.at, now)}
          </span>
        ) : null}
      </td>
      <td className="library-changed" title={exact(updatedAt)}>
        {ago(updatedAt, now)}
        <span className="library-sub">by {updatedBy.name}</span>
      </td>
      <td className="list-table-end">
        <FlowMenu flow={flow} />
      </td>
    </tr>
  );
}

/** Drawn again when something of this flow has changed, or the minute. */
export const LibraryRow = memo(Row);
