// Retry, time-out, disabled: the same for every type. What is not set shows what then holds.
import { useId } from 'react';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { Json } from '../../nodes/kit/json.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { setNode, setSettings } from '../document/edits.ts';
import { useDocument } from '../document/store.ts';
import { Field } from './Field.tsx';
import { FormProvider, problemLookup } from './form-context.ts';
import type { FieldSpec } from './schema.ts';

const spec = (name: string, title: string, more: Partial<FieldSpec>): FieldSpec => ({
  name,
  title,
  description: null,
  schema: { type: 'string' },
  ui: {},
  handling: null,
  required: false,
  default: undefined,
  ...more,
});

export function RetryTab({ node, type }: { readonly node: FlowNode; readonly type: NodeTypeJson }) {
  const { edit, readOnly, flow, problems } = useDocument();
  const id = useId();
  const settings = node.settings ?? {};
  const retry = settings.retry ?? {};
  const set = (label: string, patch: { readonly [key: string]: unknown }) =>
    edit(`Change ${label} of ${node.title ?? node.id}`, (now) => setSettings(now, node.id, patch as Parameters<typeof setSettings>[2]), {
      merge: `settings:${node.id}:${label}`,
    });
  const setRetry = (key: 'attempts' | 'first' | 'cap', value: Json | undefined) => {
    const next = Object.fromEntries(Object.entries({ ...retry, [key]: value }).filter(([, each]) => each !== undefined));
    set('retry', { retry: Object.keys(next).length > 0 ? next : undefined });
  };
  const form = {
    problemsAt: problemLookup(problems, `/nodes/${flow.nodes.indexOf(node)}/settings`),
    readOnly,
    nodeId: null,
    choices: null,
    focusPath: null,
  };
  const reads = type.effect === 'none' || type.effect === 'read';
  return (
    <FormProvider value={form}>
      {type.kind === 'action' ? (
        <section className="inspector-section" aria-label="Retry">
          <p className="field-about">
            {reads
              ? 'This step changes nothing, so it is tried again after any failure of the network or the other side.'
              : 'This step changes something, so it is tried again only when the other side has definitely refused it (busy, throttled). When nobody knows whether it happened, you are asked.'}
          </p>
          <Field
            field={spec('attempts', 'Tries in all', {
              schema: { type: 'integer', minimum: 1, maximum: 20 },
              ui: { widget: 'number', unit: 'tries', placeholder: '3' },
            })}
            path={['retry', 'attempts']}
            value={retry.attempts}
            onChange={(value) => setRetry('attempts', value)}
          />
          <Field
            field={spec('first', 'First pause at most', {
              ui: { widget: 'duration' },
              default: 'PT1S',
              description: 'Each further pause is twice as long, at random up to that. What the other side asks for (Retry-After) wins.',
            })}
            path={['retry', 'first']}
            value={retry.first}
            onChange={(value) => setRetry('first', value)}
          />
          <Field
            field={spec('cap', 'Longest pause', { ui: { widget: 'duration' }, default: 'PT1M' })}
            path={['retry', 'cap']}
            value={retry.cap}
            onChange={(value) => setRetry('cap', value)}
          />
        </section>
      ) : null}
      {type.kind === 'trigger' ? null : (
        <section className="inspector-section" aria-label="Time-out">
          <Field
            field={spec('timeout', 'Time-out', {
              ui: { widget: 'duration' },
              default: type.waits || type.kind === 'container' ? undefined : 'PT15M',
              description:
                type.waits || type.kind === 'container'
                  ? 'Not set: it may take as long as it takes. All tries and waits count together.'
                  : 'Not set: 15 minutes. All tries count together.',
            })}
            path={['timeout']}
            value={settings.timeout}
            onChange={(value) => set('time-out', { timeout: value })}
          />
          <div className="field">
            <label className="field-label" htmlFor={`${id}-off`}>
              Disabled
            </label>
            <span className="switch-field">
              <input
                id={`${id}-off`}
                type="checkbox"
                role="switch"
                className="switch-field-input"
                checked={settings.disabled === true}
                aria-checked={settings.disabled === true}
                disabled={readOnly}
                data-testid="node-disabled"
                onChange={(event) => set('disabled', { disabled: event.target.checked || undefined })}
              />
              <span aria-hidden="true">{settings.disabled ? 'On' : 'Off'}</span>
            </span>
            <p className="field-about">A disabled step does nothing: it succeeds at once with null, and the flow goes on.</p>
          </div>
        </section>
      )}
      <section className="inspector-section" aria-label="Comment">
        <div className="field">
          <label className="field-label" htmlFor={`${id}-comment`}>
            Comment
          </label>
          <textarea
            id={`${id}-comment`}
            className="field-input"
            rows={3}
            value={node.comment ?? ''}
            disabled={readOnly}
            placeholder="Why this step is here, for whoever reads it next"
            onChange={(event) =>
              edit(`Comment ${node.title ?? node.id}`, (now) => setNode(now, node.id, { comment: event.target.value || undefined }), {
                merge: `comment:${node.id}`,
              })
            }
          />
        </div>
      </section>
    </FormProvider>
  );
}
