// Changes the words of an own template: title and summary, and the title of each parameter. Its flow stays as it is.
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  Textarea,
} from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { TemplateSummary } from '../../nodes/kit/wire/templates.ts';
import { call, keys, queryClient } from '../api.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { toast } from '../ui/toast.ts';
import type { TemplateDocument } from './template-form.ts';
import { useTemplate } from './use-templates.ts';
import './EditTemplateDialog.css';

interface EditTemplateDialogProps {
  readonly template: TemplateSummary;
  readonly onClose: () => void;
}

export function EditTemplateDialog({ template, onClose }: EditTemplateDialogProps) {
  const { data, error } = useTemplate(template.id);
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface>
        {data ? (
          <Words id={template.id} document={data.document as unknown as TemplateDocument} onClose={onClose} />
        ) : error ? (
          error.message
        ) : (
          <Skeleton label="Reading the template" />
        )}
      </DialogSurface>
    </Dialog>
  );
}

interface WordsProps {
  readonly id: string;
  readonly document: TemplateDocument;
  readonly onClose: () => void;
}

function Words({ id, document, onClose }: WordsProps) {
  const [title, setTitle] = useState(document.title);
  const [summary, setSummary] = useState(document.summary);
  const [parameters, setParameters] = useState(document.parameters);
  const save = useMutation({
    mutationFn: () =>
      call('saveTemplate', {
        params: { id },
        body: { document: { ...document, title: title.trim(), summary: summary.trim(), parameters } as never },
      }),
    onSuccess: async (saved) => {
      queryClient.setQueryData(keys.template(id), saved);
      await queryClient.invalidateQueries({ queryKey: keys.templates });
      toast({ title: 'The template is saved', intent: 'success' });
      onClose();
    },
  });
  const complete = title.trim() !== '' && parameters.every((parameter) => parameter.title.trim() !== '');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (complete) save.mutate();
      }}
    >
      <DialogBody>
        <DialogTitle>Edit the template</DialogTitle>
        <DialogContent className="edit-template">
          <Field label="Title" required>
            <Input value={title} maxLength={200} onChange={(_, data) => setTitle(data.value)} />
          </Field>
          <Field label="What it does">
            <Textarea value={summary} maxLength={2_000} rows={3} onChange={(_, data) => setSummary(data.value)} />
          </Field>
          {parameters.map(({ name, title: word }, index) => (
            <Field key={name} label={`Question for “${name}”`} required>
              <Input
                value={word}
                maxLength={200}
                onChange={(_, data) =>
                  setParameters(parameters.with(index, { ...(parameters[index] as (typeof parameters)[number]), title: data.value }))
                }
              />
            </Field>
          ))}
          {save.error ? (
            <p className="edit-template-wrong" role="alert">
              {save.error.message}
            </p>
          ) : null}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" appearance="primary" disabled={!complete} disabledFocusable={save.isPending}>
            {save.isPending ? 'Saving …' : 'Save'}
          </Button>
        </DialogActions>
      </DialogBody>
    </form>
  );
}
