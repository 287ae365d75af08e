// Program text in CodeMirror, loaded when such a field appears; meanwhile a plain text area with the same text.
import { lazy, Suspense } from 'react';
import type { WidgetProps } from '../form-context.ts';
import type { FieldSpec } from '../schema.ts';

const CodeEditor = lazy(() => import('../CodeEditor.tsx'));

export function CodeField({ field, id, describedBy, value, onChange, invalid, disabled }: WidgetProps & { readonly field: FieldSpec }) {
  const text = typeof value === 'string' ? value : '';
  return (
    <Suspense fallback={<textarea id={id} className="field-input mono" rows={field.ui.lines ?? 8} readOnly value={text} />}>
      <CodeEditor
        label={field.title}
        describedBy={describedBy}
        value={text}
        language={field.ui.language ?? 'javascript'}
        lines={field.ui.lines ?? 8}
        invalid={invalid}
        readOnly={disabled}
        onChange={(next) => onChange(next === '' ? undefined : next)}
      />
    </Suspense>
  );
}
