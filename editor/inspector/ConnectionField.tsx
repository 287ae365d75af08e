// Which connection a step uses: the flow names a slot, the server keeps which connection fills it. Choosing here fills the slot
// for every step that names it; a second slot of the same kind lets one step use another.
import { useMutation, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { Flow, FlowNode } from '../../nodes/kit/flow.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { call, keys, queryClient, useConnections } from '../api.ts';
import { setNode } from '../document/edits.ts';
import { useDocument } from '../document/store.ts';
import { Picker, type PickerOption } from '../ui/Picker.tsx';
import { PracticePill } from '../ui/StatusPill.tsx';
import { toastError } from '../ui/toast.ts';
import './ConnectionField.css';

const ConnectionDialog = lazy(async () => ({ default: (await import('../connections/ConnectionDialog.tsx')).ConnectionDialog }));

interface ConnectionFieldProps {
  readonly node: FlowNode;
  readonly type: NodeTypeJson;
  readonly kind: string;
}

const dot = (practice: boolean) => (
  <span className={practice ? 'connection-dot connection-dot-practice' : 'connection-dot'} aria-hidden="true" />
);

/** Not a connection: takes the slot away from a step that can do without. */
const noneValue = '#none';

export function ConnectionField({ node, type, kind }: ConnectionFieldProps) {
  const { flow, flowId, edit, readOnly } = useDocument();
  const slots = flow.connections.filter((slot) => slot.kind === kind);
  const slot = slots.find(({ name }) => name === node.connection);
  const shared = slot !== undefined && flow.nodes.some((other) => other.id !== node.id && other.connection === slot.name);
  const bindings = useBindings(flowId);
  const connections = useConnections();
  const [creating, setCreating] = useState(false);
  const bind = useBind(flowId);

  const takeSlot = (name: string | undefined) =>
    edit(`Change the connection of ${node.title ?? type.title}`, (now) =>
      setNode(withSlot(now, name, kind), node.id, { connection: name }),
    );
  const pick = (id: string) => {
    if (id === noneValue) return takeSlot(undefined);
    const name = slot?.name ?? slots[0]?.name ?? freeSlot(flow, kind);
    if (!slot) takeSlot(name);
    bind.mutate({ slot: name, connectionId: id });
  };

  const bound = bindings.data?.find((binding) => binding.slot === slot?.name);
  const usual = connections.data?.find((connection) => connection.kind === kind && connection.isDefault);
  const practice = bound?.practice ?? usual?.practice ?? false;
  const name = bound?.connectionName ?? (bound ? null : usual?.name) ?? null;
  const chosen: PickerOption | null =
    slot && name !== null ? { value: bound?.connectionId ?? usual?.id ?? '', label: name, mark: dot(practice) } : null;
  const options: readonly PickerOption[] = [
    ...(type.connectionOptional ? [{ value: noneValue, label: 'No connection' }] : []),
    ...(connections.data ?? [])
      .filter((connection) => connection.kind === kind)
      .map(({ id, name: label, practice: isPractice, isDefault }) => ({
        value: id,
        label,
        mark: dot(isPractice),
        detail: [isPractice ? 'Practice' : '', isDefault ? 'default' : ''].filter(Boolean).join(' · ') || undefined,
      })),
  ];

  return (
    <div className="field" data-testid="field-connection">
      <div className="field-head">
        <span className="field-label">Connection</span>
        {practice && chosen ? <PracticePill /> : null}
      </div>
      <Picker
        label="Connection"
        chosen={chosen}
        placeholder={type.connectionOptional ? 'No connection' : 'Choose a connection'}
        options={options}
        state={connections.isLoading ? 'loading' : connections.error ? 'failed' : 'ready'}
        says={connections.error?.message}
        onPick={pick}
        footer={(close) => (
          <>
            <FooterButton
              label="New connection …"
              onClick={() => {
                close();
                setCreating(true);
              }}
            />
            {shared ? (
              <FooterButton
                label="Another connection for this step only"
                onClick={() => {
                  close();
                  takeSlot(freeSlot(flow, kind));
                }}
              />
            ) : null}
          </>
        )}
        invalid={chosen === null && !type.connectionOptional}
        disabled={readOnly}
        testId="connection-picker"
      />
      {slots.length > 1 ? (
        <SlotLine flow={flow} slots={slots.map((each) => each.name)} slot={slot?.name} readOnly={readOnly} onSlot={takeSlot} />
      ) : null}
      {creating ? (
        <Suspense fallback={null}>
          <ConnectionDialog
            kind={kind}
            onClose={() => setCreating(false)}
            onSaved={(connection) => {
              setCreating(false);
              pick(connection.id);
            }}
          />
        </Suspense>
      ) : null}
    </div>
  );
}

const FooterButton = ({ label, onClick }: { readonly label: string; readonly onClick: () => void }) => (
  <button type="button" className="rows-add" onClick={onClick}>
    {label}
  </button>
);

interface SlotLineProps {
  readonly flow: Flow;
  readonly slots: readonly string[];
  readonly slot: string | undefined;
  readonly readOnly: boolean;
  readonly onSlot: (slot: string) => void;
}

/** Which of the flow's slots of this kind the step names, where there are several. */
function SlotLine({ flow, slots, slot, readOnly, onSlot }: SlotLineProps) {
  const sharing = flow.nodes.filter(({ connection }) => connection === slot).length;
  return (
    <p className="connection-slot">
      <label>
        Slot{' '}
        <select className="connection-slot-select" value={slot ?? ''} disabled={readOnly} onChange={(event) => onSlot(event.target.value)}>
          {slots.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <span>{sharing > 1 ? `used by ${sharing} steps` : 'used by this step only'}</span>
    </p>
  );
}

export const useBindings = (flowId: string | null) =>
  useQuery({
    queryKey: keys.bindings(flowId ?? ''),
    queryFn: async () => (await call('getBindings', { params: { id: flowId ?? '' } })).items,
    enabled: flowId !== null,
  });

export const useBind = (flowId: string | null) =>
  useMutation({
    mutationFn: ({ slot, connectionId }: { readonly slot: string; readonly connectionId: string | null }) =>
      call('saveBindings', { params: { id: flowId ?? '' }, body: { bindings: { [slot]: connectionId } } }),
    onSuccess: ({ items }) => {
      queryClient.setQueryData(keys.bindings(flowId ?? ''), items);
      void queryClient.invalidateQueries({ queryKey: ['choices'] });
    },
    onError: (error) => toastError('The connection could not be chosen', error),
  });

function freeSlot(flow: Flow, kind: string): string {
  const base = /^[a-z][A-Za-z0-9-]*$/.test(kind) ? kind : 'connection';
  const taken = new Set(flow.connections.map(({ name }) => name));
  if (!taken.has(base)) return base;
  for (let number = 2; ; number += 1) if (!taken.has(`${base}${number}`)) return `${base}${number}`;
}

const withSlot = (flow: Flow, name: string | undefined, kind: string): Flow =>
  name === undefined || flow.connections.some((slot) => slot.name === name)
    ? flow
    : { ...flow, connections: [...flow.connections, { name, kind }] };
