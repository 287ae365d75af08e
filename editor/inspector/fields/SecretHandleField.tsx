// A secret that a step needs: one of the flow's secret inputs, or by expression what a Key Vault step gives. Nothing can be typed
// in here, for a flow is shared and its runs are read.
import { useDocument } from '../../document/store.ts';
import { Picker } from '../../ui/Picker.tsx';
import type { WidgetProps } from '../form-context.ts';
import type { FieldSpec } from '../schema.ts';

export function SecretHandleField({ field, id, describedBy, onChange, invalid, disabled }: WidgetProps & { readonly field: FieldSpec }) {
  const inputs = useDocument(({ flow }) => flow.inputs);
  const options = inputs
    .filter(({ secret }) => secret === true)
    .map(({ name, title }) => ({ value: `{{ inputs.${name} }}`, label: title ?? name, detail: 'asked at each run' }));
  return (
    <Picker
      id={id}
      label={field.title}
      describedBy={describedBy}
      chosen={null}
      placeholder={options.length === 0 ? 'Add a secret input to the flow, or use a Key Vault step' : 'Choose a secret input'}
      options={options}
      onPick={onChange}
      invalid={invalid}
      disabled={disabled}
    />
  );
}
