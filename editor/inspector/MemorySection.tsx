// Small named values that the flow keeps between runs: seen, changed, forgotten here.
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Json } from '../../nodes/kit/json.ts';
import { call, keys, queryClient } from '../api.ts';
import { confirm } from '../ui/confirm.ts';
import { ago, exact } from '../ui/format.ts';
import { toastError } from '../ui/toast.ts';
import { RemoveRow } from './fields/RowButtons.tsx';
import { jsonOfText, textOfJson } from './schema.ts';

interface MemorySectionProps {
  readonly flowId: string;
  readonly readOnly: boolean;
}

export function MemorySection({ flowId, readOnly }: MemorySectionProps) {
  const { data } = useQuery({
    queryKey: keys.memory(flowId),
    queryFn: async () => (await call('getMemory', { params: { id: flowId } })).items,
  });
  const refresh = () => queryClient.invalidateQueries({ queryKey: keys.memory(flowId) });
  const save = useMutation({
    mutationFn: ({ name, value }: { readonly name: string; readonly value: Json }) =>
      call('saveMemory', { params: { id: flowId, name }, body: { value: value as never } }),
    onSuccess: refresh,
    onError: (error) => toastError('The value could not be saved', error),
  });
  const forget = useMutation({
    mutationFn: (name: string) => call('deleteMemory', { params: { id: flowId, name } }),
    onSuccess: refresh,
    onError: (error) => toastError('The value could not be forgotten', error),
  });
  if (!data || data.length === 0) return null;
  return (
    <section className="inspector-section" aria-label="Remembered values">
      <h3>Remembered between runs</h3>
      {data.map(({ name, value, at }) => (
        <div className="rows-row" key={name}>
          <MemoryValue
            name={name}
            value={value as Json}
            at={at}
            readOnly={readOnly}
            onSave={(next) => save.mutate({ name, value: next })}
          />
          <RemoveRow
            label={`Forget ${name}`}
            disabled={readOnly}
            onClick={async () => {
              const sure = await confirm({
                title: `Forget “${name}”?`,
                text: 'The next run finds nothing under this name.',
                action: 'Forget',
                destructive: true,
              });
              if (sure) forget.mutate(name);
            }}
          />
        </div>
      ))}
    </section>
  );
}

interface MemoryValueProps {
  readonly name: string;
  readonly value: Json;
  readonly at: string;
  readonly readOnly: boolean;
  readonly onSave: (value: Json) => void;
}

/** Saved when the field is left: a half-typed value is never stored. */
function MemoryValue({ name, value, at, readOnly, onSave }: MemoryValueProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const stored = textOfJson(value);
  const leave = () => {
    if (typed !== null && typed !== stored) onSave(jsonOfText(typed));
    setTyped(null);
  };
  return (
    <label className="rows-parts">
      <span className="rows-label" title={exact(at)}>
        <code>{name}</code> · {ago(at)}
      </span>
      <textarea
        className="field-input mono"
        rows={Math.min(5, stored.split('\n').length)}
        value={typed ?? stored}
        disabled={readOnly}
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={leave}
      />
    </label>
  );
}
