// One field: label, the switch to an expression, the control, its description, what is wrong in words. Values dragged from the
// data tree may be dropped anywhere on it.
import { lazy, Suspense, useEffect, useId, useRef, useState } from 'react';
import type { Json } from '../../nodes/kit/json.ts';
import { Icon } from '../ui/Icon.tsx';
import { FieldControl } from './FieldControl.tsx';
import { type FieldPath, useForm } from './form-context.ts';
import { setInsertTarget } from './insert-target.ts';
import { type FieldSpec, saysOnlyEmpty, widgetOf } from './schema.ts';
import './Field.css';

const ExpressionPreview = lazy(() => import('./ExpressionPreview.tsx'));
const ExpressionEditor = lazy(() => import('./ExpressionEditor.tsx'));

interface FieldProps {
  readonly field: FieldSpec;
  readonly path: FieldPath;
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => void;
}

const isExpression = (value: Json | undefined): value is string => typeof value === 'string' && value.includes('{{');

/** These hold expressions in their parts, not as a whole; an expression is still possible. */
const composite = new Set(['conditions', 'cases', 'columns', 'key-value', 'schema', 'code', 'policy', 'operation', 'secret']);

export function Field({ field, path, value, onChange }: FieldProps) {
  const { nodeId, problemsAt, isCalm, onLeave, readOnly, focusPath, mayExpress: allowed = true } = useForm();
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const widget = widgetOf(field);
  const pointer = `/${path.join('/')}`;
  const [wantsExpression, want] = useState(false);
  const [over, setOver] = useState(false);
  const mayExpress = allowed && nodeId !== null && widget !== 'code' && widget !== 'secret' && widget !== 'schema';
  const expression = mayExpress && (isExpression(value) || wantsExpression);
  const all = problemsAt(path);
  const found = isCalm ? all.filter((problem) => !isCalm(problem)) : all;
  const needed = all.length > found.length;
  // Inside a list or object the parts show their own problems.
  const own = composite.has(widget) && !expression ? found.filter((problem) => problem.path === pointer) : found;
  const errors = own.filter(({ severity }) => severity !== 'warning');
  const describedBy = [field.description ? `${id}-about` : '', own.length > 0 ? `${id}-wrong` : ''].filter(Boolean).join(' ') || undefined;

  useEffect(() => {
    if (focusPath === null || (focusPath !== pointer && !focusPath.startsWith(`${pointer}/`))) return;
    const timer = setTimeout(() => {
      root.current?.scrollIntoView({ block: 'nearest' });
      root.current?.querySelector<HTMLElement>('.cm-content, input, select, textarea, [role=combobox], button.picker')?.focus();
    }, 30);
    return () => clearTimeout(timer);
  }, [focusPath, pointer]);

  const leave = () => {
    want(false);
    if (isExpression(value)) onChange(undefined);
  };
  const take = (text: string) => onChange(text);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a drop target; the keyboard way is the insert button of the data tree
    <div
      ref={root}
      className="field"
      data-testid={`field-${path.join('.')}`}
      data-over={over ? '' : undefined}
      onFocus={() =>
        mayExpress && (expression || !composite.has(widget)) && setInsertTarget({ label: field.title, insert: take, path: pointer, nodeId })
      }
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) onLeave?.(path);
      }}
      onDragOver={(event) => {
        if (!mayExpress || expression || readOnly || !event.dataTransfer.types.includes('text/vaultflow-expression')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        const text = event.dataTransfer.getData('text/vaultflow-expression');
        if (text === '' || expression || !mayExpress) return;
        event.preventDefault();
        take(text);
      }}
    >
      <div className="field-head">
        <label className="field-label" htmlFor={id} id={`${id}-label`}>
          {field.title}
          {field.required ? null : <span className="visually-hidden"> (optional)</span>}
          {needed ? <span className="field-needed"> needed</span> : null}
        </label>
        {mayExpress && !readOnly ? (
          <button
            type="button"
            className="field-mode"
            aria-pressed={expression}
            aria-label={expression ? `${field.title}: expression, use a fixed value instead` : `${field.title}: use an expression`}
            title={expression ? 'Use a fixed value instead' : 'Use an expression: a value from an earlier step'}
            onClick={() => (expression ? leave() : want(true))}
          >
            {expression ? 'expression' : <Icon name="function" size={16} />}
          </button>
        ) : null}
      </div>
      {expression ? (
        <>
          <Suspense
            fallback={
              <input
                id={id}
                className="field-input mono"
                readOnly
                // biome-ignore lint/a11y/noAutofocus: holds the keyboard for the editor that was asked for and is on its way
                autoFocus={wantsExpression}
                value={typeof value === 'string' ? value : ''}
              />
            }
          >
            <ExpressionEditor
              id={id}
              labelledBy={`${id}-label`}
              describedBy={describedBy}
              value={typeof value === 'string' ? value : ''}
              placeholder={field.ui.placeholder?.includes('{{') ? field.ui.placeholder : '{{ … }}'}
              multiline={(field.ui.lines ?? 1) > 1 || widget === 'multiline'}
              focusOnMount={wantsExpression}
              readOnly={readOnly}
              deferred={field.handling === 'deferred'}
              problems={found}
              onChange={(text) => onChange(text === '' ? undefined : text)}
            />
          </Suspense>
          {errors.length === 0 ? (
            <Suspense fallback={null}>
              <ExpressionPreview text={typeof value === 'string' ? value : ''} deferred={field.handling === 'deferred'} />
            </Suspense>
          ) : null}
        </>
      ) : (
        <FieldControl
          field={field}
          id={id}
          describedBy={describedBy}
          value={value}
          onChange={(next) => {
            // Somebody types {{ : the field becomes an expression and the cursor stays in it.
            if (mayExpress && isExpression(next)) want(true);
            onChange(next);
          }}
          path={path}
          invalid={errors.length > 0}
          disabled={readOnly}
        />
      )}
      {own.length > 0 ? (
        <ul className="field-wrong" id={`${id}-wrong`}>
          {own.map((problem) => (
            <li key={`${problem.code}${problem.path}${problem.from ?? ''}`} data-severity={problem.severity ?? 'error'}>
              <Icon name="warning" size={14} /> {problem.message}
            </li>
          ))}
        </ul>
      ) : null}
      {field.description ? (
        <p className={saysOnlyEmpty(field) && !expression ? 'visually-hidden' : 'field-about'} id={`${id}-about`}>
          {field.description}
        </p>
      ) : null}
    </div>
  );
}
