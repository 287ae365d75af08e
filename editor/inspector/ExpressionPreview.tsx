// The value of an expression in the shown run, below its field. Without a run, and for what no run can tell, it says so.
import { useMemo } from 'react';
import { compileText } from '../../nodes/kit/expression/expression.ts';
import { useNodeData } from './node-data-context.ts';
import { previewOf } from './preview-text.ts';
import './ExpressionPreview.css';

interface ExpressionPreviewProps {
  readonly text: string;
  readonly deferred: boolean;
}

export default function ExpressionPreview({ text, deferred }: ExpressionPreviewProps) {
  const data = useNodeData();
  const shown = useMemo(() => preview(text, data, deferred), [text, data, deferred]);
  if (!shown) return null;
  return (
    <p className="preview" data-kind={shown.kind} data-testid="expression-preview">
      <span className="preview-equals" aria-hidden="true">
        =
      </span>
      <span className="visually-hidden">Value: </span>
      <span className="preview-value">{shown.text}</span>
      {shown.about ? <span className="preview-about">{shown.about}</span> : null}
    </p>
  );
}

interface Shown {
  readonly kind: 'value' | 'none' | 'error';
  readonly text: string;
  readonly about: string | null;
}

function preview(text: string, data: ReturnType<typeof useNodeData>, deferred: boolean): Shown | null {
  const result = compileText(text);
  if (text.trim() === '' || !('compiled' in result)) return null;
  const { compiled } = result;
  const steps = compiled.references.filter(({ root }) => root === 'steps' || root === 'errors' || root === 'status');
  const needsRun = compiled.references.some(({ root }) => root !== 'inputs' && root !== 'memory');
  if (needsRun && !data.run) return data.loading ? null : { kind: 'none', text: 'known after the first run', about: null };
  const missing = steps.find(({ root, name }) => root === 'steps' && name !== null && !data.results.has(name));
  const evaluated = compiled.evaluate(data.scope(deferred));
  if (!evaluated.ok) {
    if (missing && data.run) return { kind: 'none', text: `“${missing.name}” gave nothing in run ${data.run.number}`, about: null };
    return { kind: 'error', text: evaluated.error.message, about: null };
  }
  if (missing && data.loading) return null;
  const partial = steps.map(({ name }) => (name === null ? null : data.results.get(name)?.partial)).find((each) => each);
  return {
    kind: evaluated.value === null || evaluated.value === undefined ? 'none' : 'value',
    text: evaluated.value === null || evaluated.value === undefined ? 'nothing (null)' : previewOf(evaluated.value),
    about: partial
      ? `from the first ${partial.read} of ${partial.count}`
      : missing && data.run
        ? `“${missing.name}” gave nothing in run ${data.run.number}`
        : null,
  };
}
