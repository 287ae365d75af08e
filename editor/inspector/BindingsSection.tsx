// Which connection fills each slot of the flow. Kept by the server beside the flow, never in the document.
import type { Flow } from '../../nodes/kit/flow.ts';
import { useConnections } from '../api.ts';
import { Picker } from '../ui/Picker.tsx';
import { PracticePill } from '../ui/StatusPill.tsx';
import { useBind, useBindings } from './ConnectionField.tsx';

interface BindingsSectionProps {
  readonly flowId: string;
  readonly flow: Flow;
  readonly readOnly: boolean;
}

export function BindingsSection({ flowId, flow, readOnly }: BindingsSectionProps) {
  const bindings = useBindings(flowId);
  const connections = useConnections();
  const bind = useBind(flowId);
  if (flow.connections.length === 0) return null;
  return (
    <section className="inspector-section" aria-label="Connections">
      <h3>Connections</h3>
      {flow.connections.map(({ name, kind }) => {
        const bound = bindings.data?.find(({ slot }) => slot === name);
        const usual = connections.data?.find((connection) => connection.kind === kind && connection.isDefault);
        const shown = bound ? { id: bound.connectionId, name: bound.connectionName, practice: bound.practice } : usual;
        return (
          <div className="field" key={name}>
            <div className="field-head">
              <span className="field-label">{name}</span>
              {shown?.practice ? <PracticePill /> : null}
            </div>
            <Picker
              label={`Connection for ${name}`}
              chosen={
                shown?.id && shown.name
                  ? { value: shown.id, label: shown.name, detail: bound?.byDefault === false ? undefined : 'default' }
                  : null
              }
              placeholder="Choose a connection"
              options={(connections.data ?? [])
                .filter((connection) => connection.kind === kind)
                .map((connection) => ({
                  value: connection.id,
                  label: connection.name,
                  detail: connection.practice ? 'Practice' : undefined,
                }))}
              says={connections.error?.message}
              onPick={(connectionId) => bind.mutate({ slot: name, connectionId })}
              disabled={readOnly}
            />
          </div>
        );
      })}
    </section>
  );
}
