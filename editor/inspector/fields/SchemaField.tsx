// The inputs of a flow as a field: the same editor that the flow's own panel has.
import type { FlowInput } from '../../../nodes/kit/flow.ts';
import type { Json } from '../../../nodes/kit/json.ts';
import type { WidgetProps } from '../form-context.ts';
import { InputsEditor } from '../InputsEditor.tsx';

export default function SchemaField({ value, onChange, disabled }: WidgetProps) {
  return (
    <InputsEditor
      inputs={Array.isArray(value) ? (value as unknown as readonly FlowInput[]) : []}
      readOnly={disabled}
      onChange={(inputs) => onChange(inputs as unknown as Json)}
    />
  );
}
