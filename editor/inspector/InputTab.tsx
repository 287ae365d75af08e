// What the step sees: every value it may name, as a tree with the data of the shown run. A click puts the expression into the
// field that was focused last; dragging works too.
import type { NamedSource, Source } from '../../nodes/kit/expression/expression.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { useSession } from '../document/session.ts';
import { DataTree } from '../runs/DataTree.tsx';
import { copyText } from '../ui/copy.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { toast } from '../ui/toast.ts';
import { useInsertTarget } from './insert-target.ts';
import { useNodeData } from './node-data-context.ts';
import './InputTab.css';

interface Root {
  readonly expression: string;
  readonly title: string;
  readonly source: Source;
}

export function InputTab({ nodeId }: { readonly nodeId: string }) {
  const data = useNodeData();
  const target = useInsertTarget((state) => state.target);
  const context = data.context(false);
  const roots: readonly Root[] = [
    ...(context.item ? [{ expression: 'item', title: 'Current item', source: context.item }] : []),
    ...context.steps.map((step: NamedSource) => ({ expression: `steps.${step.id}`, title: step.title ?? step.id, source: step })),
    ...(isEmpty(context.inputs?.sample) && isEmpty(properties(context.inputs))
      ? []
      : [{ expression: 'inputs', title: 'Inputs of the flow', source: context.inputs ?? {} }]),
    ...(context.trigger ? [{ expression: 'trigger', title: 'What started it', source: context.trigger }] : []),
    ...(isEmpty(context.memory?.sample) ? [] : [{ expression: 'memory', title: 'Remembered values', source: context.memory ?? {} }]),
  ];
  const insert = async (expression: string) => {
    const text = `{{ ${expression} }}`;
    if (target?.nodeId === nodeId) {
      target.insert(text);
      useSession.getState().set({ inspectorTab: 'setup', focusField: target.path });
      return;
    }
    const copied = await copyText(text);
    toast({
      title: copied ? 'Copied' : text,
      body: copied ? `${text} is on the clipboard. Click a field first to put it there.` : 'Click a field first.',
    });
  };
  if (roots.length === 0)
    return (
      <EmptyState icon="arrow-right" title="Nothing comes before this step">
        Connect an earlier step to see what it gives.
      </EmptyState>
    );
  return (
    <>
      <p className="field-about">
        {target?.nodeId === nodeId
          ? `Click a value to use it in “${target.label}”, or drag it to a field.`
          : 'Click a field under Set-up first; then click a value here to use it.'}
        {data.run
          ? ` Values are of run ${data.run.number}${data.run.world === 'practice' ? ' (Practice)' : ''}.`
          : ' There are no values yet: run the flow once.'}
      </p>
      {roots.map(({ expression, title, source }, index) => (
        <section key={expression} className="input-source">
          <h3 className="input-source-title">
            <span>{title}</span>
            <code>{expression}</code>
          </h3>
          <DataTree
            value={source.sample as Json | undefined}
            schema={source.schema}
            expression={expression}
            label={title}
            onPick={insert}
            open={index === 0}
          />
        </section>
      ))}
    </>
  );
}

const properties = (source: Source | undefined): unknown => (source?.schema as { readonly properties?: unknown } | undefined)?.properties;

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
