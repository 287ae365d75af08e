// A list: usually the whole of an earlier result, so the lists that earlier steps give are offered first. Short fixed lists are
// written one entry a line.
import type { Json } from '../../../nodes/kit/json.ts';
import { useForm, type WidgetProps } from '../form-context.ts';
import { type FieldSpec, isUntyped, itemsOf, jsonOfText, textOfJson } from '../schema.ts';
import { useUpstreamLists } from '../use-upstream-lists.ts';
import { useDraft } from './use-draft.ts';
import './ListField.css';

const show = (value: Json | undefined): string =>
  Array.isArray(value) ? value.map((each) => textOfJson(each).replaceAll('\n', ' ')).join('\n') : textOfJson(value);

export function ListField({ field, id, describedBy, value, onChange, invalid, disabled }: WidgetProps & { readonly field: FieldSpec }) {
  const { nodeId } = useForm();
  const lists = useUpstreamLists(field.handling === 'list' ? nodeId : null);
  const ofText = !isUntyped(itemsOf(field.schema)) && itemsOf(field.schema).type === 'string';
  const [text, setText] = useDraft(value, show, (typed) => {
    const next = linesOf(typed, ofText);
    onChange(next);
    return next;
  });
  const usual = show(field.default);
  return (
    <div className="list-field">
      {value === undefined && lists.length > 0 ? (
        <ul className="list-field-offers" aria-label="Lists of earlier steps">
          {lists.map(({ expression, title, says }) => (
            <li key={expression}>
              <button type="button" className="list-field-offer" disabled={disabled} onClick={() => onChange(expression)}>
                <span className="list-field-title">{title}</span>
                <span className="list-field-says">{says}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <textarea
        id={id}
        className="field-input"
        rows={Math.min(6, Math.max(2, text.split('\n').length))}
        value={text}
        disabled={disabled}
        spellCheck={false}
        placeholder={
          field.ui.placeholder ??
          (usual !== ''
            ? usual
            : lists.length > 0
              ? 'or one entry a line'
              : nodeId === null
                ? 'one entry a line'
                : 'one entry a line, or {{ … }}')
        }
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        onChange={(event) => setText(event.target.value)}
      />
    </div>
  );
}

function linesOf(typed: string, ofText: boolean): Json | undefined {
  if (typed.trim() === '') return undefined;
  if (typed.includes('{{') && !typed.trim().includes('\n')) return typed;
  const whole = ofText ? typed : jsonOfText(typed);
  if (Array.isArray(whole)) return whole as Json;
  return typed
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => (ofText ? line.trim() : jsonOfText(line)));
}
