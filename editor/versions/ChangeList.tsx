// What differs, as a list for people: what came, what went, and of what changed each field with its old and new value.
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { useNodeTypes } from '../api.ts';
import { changedPart } from '../rename/changed-part.ts';
import type { Change, FieldChange } from './changes.ts';
import { fieldLabel } from './field-label.ts';
import './ChangeList.css';

interface ChangeListProps {
  readonly changes: readonly Change[];
  readonly before: Flow;
  readonly after: Flow;
  readonly current?: Change | null;
  readonly onPick?: (change: Change) => void;
  /** So many at most, the rest as a number. */
  readonly most?: number;
}

const signs = { added: '+', removed: '−', changed: '~' } as const;

export function ChangeList({ changes, before, after, current, onPick, most = 300 }: ChangeListProps) {
  const types = useNodeTypes();
  const nodeOf = (id: string) => after.nodes.find((node) => node.id === id) ?? before.nodes.find((node) => node.id === id);
  return (
    <ul className="changes" data-testid="changes">
      {changes.slice(0, most).map((change) => {
        const node = change.nodeId === undefined ? undefined : nodeOf(change.nodeId);
        const type = node ? types.of(node.type, node.version) : null;
        const head = (
          <>
            <span className={`changes-sign changes-${change.kind}`} aria-hidden="true">
              {signs[change.kind]}
            </span>
            <span className="changes-what">{change.what}</span>
            <span className="changes-kind">{change.kind}</span>
          </>
        );
        return (
          <li key={`${change.kind} ${change.what} ${change.nodeId ?? ''} ${change.edge ?? ''}`} className="changes-item">
            {onPick && (change.nodeId !== undefined || change.edge !== undefined) ? (
              <button type="button" className="changes-head" aria-current={current === change || undefined} onClick={() => onPick(change)}>
                {head}
              </button>
            ) : (
              <div className="changes-head">{head}</div>
            )}
            {change.kind === 'changed' && change.what !== 'Layout' ? (
              <dl className="changes-fields">
                {change.fields.slice(0, 20).map((field) => (
                  <div key={field.path.join('/')}>
                    <dt>{fieldLabel(type, field.path)}</dt>
                    <dd>
                      <Values field={field} />
                    </dd>
                  </div>
                ))}
                {change.fields.length > 20 ? <div className="changes-kind">and {change.fields.length - 20} more</div> : null}
              </dl>
            ) : null}
          </li>
        );
      })}
      {changes.length > most ? <li className="changes-kind">and {changes.length - most} more</li> : null}
    </ul>
  );
}

function Values({ field: { before, after } }: { readonly field: FieldChange }) {
  if (before === undefined) return <ins>{text(after)}</ins>;
  if (after === undefined) return <del>{text(before)}</del>;
  const { start, gone, come, end } = changedPart(text(before), text(after));
  // Nothing in common: one above the other, or two values would read like one.
  return (
    <span className={start === '' && end === '' ? 'changes-whole' : undefined}>
      {start}
      {gone === '' ? null : <del>{gone}</del>}
      {come === '' ? null : <ins>{come}</ins>}
      {end}
    </span>
  );
}

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
