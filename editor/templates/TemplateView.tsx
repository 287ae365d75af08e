// One template: its drawing and steps on the left, its short form on the right. "Create flow" makes a flow that is ready to run
// and opens it.
import { Button } from '@fluentui/react-components';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Json } from '../../nodes/kit/json.ts';
import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';
import type { TemplateResource } from '../../nodes/kit/wire/templates.ts';
import { ApiError, call, keys, queryClient } from '../api.ts';
import { Panel } from '../pages/frame/PageFrame.tsx';
import { count } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { FlowPreview } from './FlowPreview.tsx';
import { freeName } from './free-name.ts';
import { ParameterForm } from './ParameterForm.tsx';
import { SlotPicker, useSlotConnection } from './SlotPicker.tsx';
import { StepList } from './StepList.tsx';
import { firstValues, missing, sentValues, slotsOf, type TemplateDocument, type Values } from './template-form.ts';
import './TemplateView.css';

export function TemplateView({ template }: { readonly template: TemplateResource }) {
  const document = template.document as unknown as TemplateDocument;
  return (
    <div className="template-view">
      <div className="template-view-left">
        <Panel title="What it does">
          <div className="template-view-drawing">
            <FlowPreview flow={document.flow} label={`Drawing of “${template.title}”`} />
          </div>
          <StepList flow={document.flow} />
          <Problems problems={template.problems} />
        </Panel>
      </div>
      <Panel title="Make a flow from it" className="template-view-right">
        <CreateForm key={template.id} id={template.id} document={document} />
      </Panel>
    </div>
  );
}

/** An imported template may ask for more than this server knows: said before a flow is made, not after. */
function Problems({ problems }: { readonly problems: readonly ProblemItem[] }) {
  const errors = problems.filter(({ severity }) => severity !== 'warning');
  if (errors.length === 0) return null;
  return (
    <section className="template-problems" aria-label="Problems">
      <h3>
        <Icon name="warning" size={16} /> With its suggested answers the flow would have {count(errors.length, 'problem')}
      </h3>
      <ul>
        {errors.slice(0, 5).map(({ code, path, message }) => (
          <li key={`${code} ${path}`}>{message}</li>
        ))}
      </ul>
    </section>
  );
}

interface CreateFormProps {
  readonly id: string;
  readonly document: TemplateDocument;
}

function CreateForm({ id, document }: CreateFormProps) {
  const { parameters, flow, title } = document;
  const slots = slotsOf(flow);
  const [, go] = useLocation();
  const taken = useQuery({
    queryKey: [...keys.flows(title), 'names'],
    queryFn: async ({ signal }) => (await call('listFlows', { query: { q: title, limit: 200 }, signal })).items.map((flow) => flow.name),
    staleTime: 0,
  });
  const [typed, setName] = useState<string | null>(null);
  // Two flows may share a name, but nobody can tell them apart then: a free one is proposed.
  const name = typed ?? freeName(title, taken.data ?? [], ' ');
  const [values, setValues] = useState<Values>(() => firstValues(parameters));
  const [bindings, setBindings] = useState<{ readonly [slot: string]: string }>({});
  const [problems, setProblems] = useState<readonly ProblemItem[]>([]);
  const azure = slots.find(({ kind }) => kind === 'azure');
  const connectionId = useSlotConnection('azure', azure ? (bindings[azure.name] ?? null) : null);
  const create = useMutation({
    mutationFn: () =>
      call('createFlowFromTemplate', {
        params: { id },
        body: {
          name: name.trim(),
          parameters: sentValues(parameters, values) as never,
          ...(Object.keys(bindings).length > 0 ? { bindings } : {}),
        },
      }),
    onSuccess: (made) => {
      queryClient.setQueryData(keys.flow(made.id), made);
      void queryClient.invalidateQueries({ queryKey: keys.flows() });
      go(`/flows/${made.id}`);
    },
    onError: (error) => setProblems(error instanceof ApiError ? error.problems : []),
  });
  const change = (parameter: string, value: Json | undefined) => {
    setValues((now) => ({ ...now, [parameter]: value }));
    setProblems((now) => now.filter(({ path }) => path !== `/parameters/${parameter}`));
  };
  return (
    <form
      className="template-form"
      onSubmit={(event) => {
        event.preventDefault();
        const gaps = missing(parameters, values);
        setProblems(gaps);
        if (gaps.length === 0) create.mutate();
      }}
    >
      <label className="field" data-testid="template-flow-name">
        <span className="field-label">Name of the flow</span>
        <input className="field-input" value={name} maxLength={200} required onChange={(event) => setName(event.target.value)} />
      </label>
      <ParameterForm parameters={parameters} values={values} onChange={change} problems={problems} connectionId={connectionId} />
      {slots.map((slot) => (
        <SlotPicker
          key={slot.name}
          slot={slot}
          named={slots.filter(({ kind }) => kind === slot.kind).length > 1}
          chosen={bindings[slot.name] ?? null}
          onChoose={(connection) => setBindings((now) => ({ ...now, [slot.name]: connection }))}
        />
      ))}
      {create.error ? (
        <p className="template-form-wrong" role="alert">
          {create.error.message}
        </p>
      ) : null}
      <div className="template-form-actions">
        <Button type="submit" appearance="primary" disabled={create.isPending || name.trim() === ''} data-testid="create-from-template">
          {create.isPending ? 'Making the flow …' : 'Create flow'}
        </Button>
        <span className="template-form-hint">It opens ready to run; nothing starts by itself before you publish it.</span>
      </div>
    </form>
  );
}
