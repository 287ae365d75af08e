// Which connection fills a slot of the flow that is about to be made. Unchosen, the project's default of that kind does.
import { lazy, Suspense, useState } from 'react';
import { useConnectionKinds, useConnections } from '../api.ts';
import { Picker } from '../ui/Picker.tsx';
import { PracticePill } from '../ui/StatusPill.tsx';

const ConnectionDialog = lazy(() => import('../connections/ConnectionDialog.tsx').then((module) => ({ default: module.ConnectionDialog })));

interface SlotPickerProps {
  readonly slot: { readonly name: string; readonly kind: string };
  /** More than one slot of this kind: then its name has to be said. */
  readonly named: boolean;
  readonly chosen: string | null;
  readonly onChoose: (connectionId: string) => void;
}

export function SlotPicker({ slot, named, chosen, onChoose }: SlotPickerProps) {
  const { data = [], isLoading, error } = useConnections();
  const { data: kinds = [] } = useConnectionKinds();
  const [creating, setCreating] = useState(false);
  const fitting = data.filter(({ kind }) => kind === slot.kind);
  const picked = fitting.find(({ id }) => id === chosen) ?? fitting.find(({ isDefault }) => isDefault) ?? null;
  const kind = kinds.find((entry) => entry.kind === slot.kind)?.title ?? slot.kind;
  const label = named ? `${kind} connection for “${slot.name}”` : `${kind} connection`;
  return (
    <div className="field" data-testid={`template-connection-${slot.name}`}>
      <div className="field-head">
        <span className="field-label">{label}</span>
        {picked?.practice ? <PracticePill /> : null}
      </div>
      <Picker
        label={label}
        chosen={picked && { value: picked.id, label: picked.name, detail: picked.isDefault ? 'default' : undefined }}
        placeholder={isLoading ? 'Asking …' : 'Choose a connection'}
        options={fitting.map(({ id, name, isDefault, practice }) => ({
          value: id,
          label: name,
          detail: [practice ? 'practice' : null, isDefault ? 'default' : null].filter(Boolean).join(' · ') || undefined,
        }))}
        state={isLoading ? 'loading' : error ? 'failed' : 'ready'}
        says={error?.message ?? (fitting.length === 0 && !isLoading ? `There is no ${kind} connection yet.` : undefined)}
        onPick={onChoose}
        footer={(close) => (
          <button
            type="button"
            className="rows-add"
            onClick={() => {
              close();
              setCreating(true);
            }}
          >
            New connection …
          </button>
        )}
      />
      {creating ? (
        <Suspense fallback={null}>
          <ConnectionDialog
            kind={slot.kind}
            onClose={() => setCreating(false)}
            onSaved={({ id }) => {
              setCreating(false);
              onChoose(id);
            }}
          />
        </Suspense>
      ) : null}
    </div>
  );
}

/** The connection that a slot will have. */
export function useSlotConnection(kind: string, chosen: string | null): string | null {
  const { data = [] } = useConnections();
  const fitting = data.filter((connection) => connection.kind === kind);
  return (fitting.find(({ id }) => id === chosen) ?? fitting.find(({ isDefault }) => isDefault))?.id ?? null;
}
