// Another flow, by its name.
import { useQuery } from '@tanstack/react-query';
import { call, keys } from '../../api.ts';
import { Picker } from '../../ui/Picker.tsx';
import type { WidgetProps } from '../form-context.ts';
import type { FieldSpec } from '../schema.ts';

export function FlowField({ field, id, describedBy, value, onChange, invalid, disabled }: WidgetProps & { readonly field: FieldSpec }) {
  const { data, error, isFetching } = useQuery({
    // As the home page keeps it: one key, one shape.
    queryKey: keys.flows(''),
    queryFn: ({ signal }) => call('listFlows', { query: { limit: 200 }, signal }),
  });
  const text = typeof value === 'string' ? value : '';
  const flows = (data?.items ?? []).map((flow) => ({
    value: flow.id,
    label: flow.name,
    detail: flow.publishedVersion === null ? 'never published' : `v${flow.publishedVersion}`,
  }));
  const none = field.ui.placeholder ?? 'None';
  const options = field.required ? flows : [{ value: '', label: none }, ...flows];
  return (
    <Picker
      id={id}
      label={field.title}
      describedBy={describedBy}
      chosen={text === '' ? null : (options.find((option) => option.value === text) ?? { value: text, label: text })}
      placeholder={field.required ? 'Choose a flow' : none}
      options={options}
      state={isFetching && !data ? 'loading' : error ? 'failed' : 'ready'}
      says={error?.message}
      onPick={onChange}
      invalid={invalid}
      disabled={disabled}
    />
  );
}
