// Saves a flow, or the selected part of it, as a template: what it is called, which of its values are asked for when a flow is
// made from it, and how that form will look. The open flow is not changed.
import { useMutation } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { navigate } from 'wouter/use-browser-location';
import type { Flow } from '../../nodes/kit/flow.ts';
import { call, keys, queryClient, useNodeTypes } from '../api.ts';
import { extractSelection } from '../document/extract.ts';
import { FormDialog } from '../ui/FormDialog.tsx';
import { count } from '../ui/format.ts';
import { toast } from '../ui/toast.ts';
import { literalsOf } from './literals.ts';
import { makeTemplate, parametersOf, templateName } from './make-template.ts';
import { ParameterForm } from './ParameterForm.tsx';
import { ParameterPicker } from './ParameterPicker.tsx';
import { firstValues } from './template-form.ts';
import { useTemplates } from './use-templates.ts';
import './SaveTemplateDialog.css';

interface SaveTemplateDialogProps {
  readonly flow: Flow;
  /** Ids of the steps to take; null: the whole flow. */
  readonly selection: readonly string[] | null;
  readonly onClose: () => void;
}

export function SaveTemplateDialog({ flow, selection, onClose }: SaveTemplateDialogProps) {
  const types = useNodeTypes();
  const taken = useMemo(() => (selection === null ? flow : extractSelection(flow, selection)), [flow, selection]);
  const literals = useMemo(() => literalsOf(taken, types), [taken, types]);
  const names = useTemplates().data?.map(({ name }) => name) ?? [];
  const [title, setTitle] = useState(selection === null ? flow.name : '');
  const [summary, setSummary] = useState(selection === null ? (flow.description ?? '') : '');
  const [titles, setTitles] = useState<ReadonlyMap<string, string>>(new Map());
  const questions = literals.flatMap((literal) => {
    const asked = titles.get(literal.key);
    return asked === undefined ? [] : [{ literal, title: asked }];
  });
  const parameters = parametersOf(questions).map(({ parameter }) => parameter);
  const save = useMutation({
    mutationFn: () => call('createTemplate', { body: { document: makeTemplate(taken, { title, summary }, questions, names) as never } }),
    onSuccess: (template) => {
      queryClient.setQueryData(keys.template(template.id), template);
      void queryClient.invalidateQueries({ queryKey: keys.templates });
      const open = () => navigate(`/templates/${encodeURIComponent(template.id)}`);
      toast({ title: `“${template.title}” is saved as a template`, intent: 'success', action: { label: 'Open the template', run: open } });
      onClose();
    },
  });
  const ready = title.trim() !== '' && taken.nodes.length > 0 && !save.isPending;
  return (
    <FormDialog
      title={selection === null ? 'Save as template' : 'Save the selection as template'}
      className="save-template"
      contentClass="save-template-content"
      onClose={onClose}
      onSubmit={() => ready && save.mutate()}
      action={{ word: save.isPending ? 'Saving …' : 'Save template', testId: 'save-template', disabled: !ready, busy: save.isPending }}
      beside={
        save.error ? (
          <p className="save-template-wrong" role="alert">
            {save.error.message}
          </p>
        ) : null
      }
    >
      <div className="save-template-left">
        <label className="field">
          <span className="field-label">Title</span>
          <input
            className="field-input"
            value={title}
            maxLength={200}
            required
            placeholder="Back up one machine and wait"
            onChange={(event) => setTitle(event.target.value)}
            data-testid="save-template-title"
          />
          <span className="save-template-file">{title.trim() === '' ? '' : `${templateName(title, names)}.template.json`}</span>
        </label>
        <label className="field">
          <span className="field-label">What it does</span>
          <textarea
            className="field-input"
            value={summary}
            rows={2}
            maxLength={2_000}
            onChange={(event) => setSummary(event.target.value)}
          />
        </label>
        <ParameterPicker literals={literals} titles={titles} onChange={setTitles} />
      </div>
      <aside className="save-template-right" aria-label="Preview of the form">
        <h3>The form it will have</h3>
        {parameters.length === 0 ? (
          <p className="save-template-none">No questions: a flow made from it is ready at once.</p>
        ) : (
          <ParameterForm
            parameters={parameters}
            values={firstValues(parameters)}
            onChange={() => {}}
            problems={[]}
            connectionId={null}
            readOnly
          />
        )}
        <p className="save-template-none">{about(taken, selection !== null)}</p>
      </aside>
    </FormDialog>
  );
}

/** What goes along and what stays behind. */
function about(flow: Flow, selected: boolean): string {
  const steps = `${count(flow.nodes.length, 'step')} ${flow.nodes.length === 1 ? 'goes' : 'go'} along; connections are chosen anew, secrets never travel.`;
  const asked = flow.inputs.map(({ title, name }) => title ?? name);
  const inputs = asked.length > 0 ? ` At each run it asks for: ${asked.join(', ')}.` : '';
  return selected && asked.length > 0 ? `${steps} What came from steps outside is asked.${inputs}` : steps + inputs;
}
