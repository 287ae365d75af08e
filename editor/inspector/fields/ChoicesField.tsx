// A value picked from what is really there: vaults, items, policies. Asked from the server with the flow's connection when the
// list opens. Any text is welcome too; the chosen value keeps its readable label.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { Picker } from '../../ui/Picker.tsx';
import { useForm, type WidgetProps } from '../form-context.ts';
import { emptyWordsOf, type FieldSpec } from '../schema.ts';

export function ChoicesField({ field, id, describedBy, value, onChange, invalid, disabled }: WidgetProps & { readonly field: FieldSpec }) {
  const { choices } = useForm();
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed);
  const name = field.ui.choices ?? field.name;
  const text = typeof value === 'string' ? value : '';
  const { data, error, isFetching } = useQuery({
    queryKey: ['choices', ...(choices?.key ?? []), name, search],
    queryFn: () => choices?.ask(name, search) ?? [],
    // A stored id is shown by its name: for that the list is asked once even without opening it.
    enabled: choices !== null && (opened || text.startsWith('/')),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const known = data?.find((choice) => choice.value.toLowerCase() === text.toLowerCase());
  return (
    <Picker
      id={id}
      label={field.title}
      describedBy={describedBy}
      chosen={text === '' ? null : (known ?? { value: text, label: shortId(text), detail: restOfId(text) })}
      placeholder={emptyWordsOf(field) ?? 'Choose …'}
      {...(field.ui.placeholder ? { example: field.ui.placeholder } : {})}
      options={data ?? []}
      state={isFetching ? 'loading' : error ? 'failed' : 'ready'}
      says={error ? error.message : saysOf(data?.length, search)}
      onSearch={setTyped}
      onOpen={() => {
        setOpened(true);
        setTyped('');
      }}
      onPick={(next) => onChange(next === '' ? undefined : next)}
      freeText
      {...(text === '' || field.required
        ? {}
        : { footer: (close: () => void) => <Clear onClear={() => onChange(undefined)} close={close} /> })}
      invalid={invalid}
      disabled={disabled}
    />
  );
}

/** As many as a list shows; there may be more. */
const most = 200;

function saysOf(count: number | undefined, search: string): string | undefined {
  if (count === 0)
    return search.trim() === '' ? 'Nothing there. Look at the fields above, or at the connection.' : `Nothing called “${search.trim()}”.`;
  return count !== undefined && count >= most ? `The first ${most}. Type a part of the name to find others.` : undefined;
}

const Clear = ({ onClear, close }: { readonly onClear: () => void; readonly close: () => void }) => (
  <button
    type="button"
    className="rows-add"
    onClick={() => {
      onClear();
      close();
    }}
  >
    Clear
  </button>
);

/** The last name of an ARM id. @example shortId('/subscriptions/…/vaults/vault-weu-prod') // 'vault-weu-prod' */
const shortId = (id: string): string => (id.startsWith('/') ? (id.split('/').at(-1)?.split(';').at(-1) ?? id) : id);

const restOfId = (id: string): string | undefined => /\/resourceGroups\/([^/]+)/i.exec(id)?.[1];
