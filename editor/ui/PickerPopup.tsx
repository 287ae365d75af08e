// The list of a picker, floating below its button: a combobox by the ARIA pattern that works by keyboard alone.
import { Popover, PopoverSurface } from '@fluentui/react-components';
import { useEffect, useId, useRef, useState } from 'react';
import { Icon } from './Icon.tsx';
import type { PickerOption, PickerProps } from './Picker.tsx';

interface PickerPopupProps extends PickerProps {
  readonly target: HTMLElement | null;
  readonly close: () => void;
}

export default function PickerPopup({ target, ...props }: PickerPopupProps) {
  return (
    <Popover
      open
      onOpenChange={(event, { open }) => {
        // The button itself opens and closes.
        if (!open && !(event.target instanceof Node && target?.contains(event.target))) props.close();
      }}
      positioning={{ position: 'below', align: 'start', matchTargetSize: 'width', offset: 4, target }}
      trapFocus
    >
      <PopoverSurface className="picker-surface" aria-label={props.label}>
        <PickerList {...props} />
      </PopoverSurface>
    </Popover>
  );
}

function PickerList(props: PickerProps & { readonly close: () => void }) {
  const { label, chosen, options, state = 'ready', says, onSearch, onPick, freeText, example, footer, close } = props;
  const listId = useId();
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const fitting =
    onSearch || wanted === ''
      ? options
      : options.filter((option) => `${option.label} ${option.detail ?? ''}`.toLowerCase().includes(wanted));
  const typed: readonly PickerOption[] =
    freeText && search.trim() !== '' && !fitting.some(({ value }) => value === search.trim())
      ? [{ value: search.trim(), label: `Use “${search.trim()}”` }]
      : [];
  const rows = [...fitting.slice(0, 200), ...typed];
  const [at, setAt] = useState(0);
  const active = Math.min(at, rows.length - 1);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest' });
  });
  const pick = (value: string) => {
    onPick(value);
    close();
  };
  return (
    <>
      <input
        // biome-ignore lint/a11y/noAutofocus: opened by the person who now types
        autoFocus
        className="picker-search"
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={active >= 0 ? `${listId}-${active}` : undefined}
        aria-label={`Search ${label}`}
        placeholder={freeText ? `Search, or type ${example ?? 'a value'}` : 'Search'}
        value={search}
        onChange={(event) => {
          setSearch(event.target.value);
          setAt(0);
          onSearch?.(event.target.value);
        }}
        onKeyDown={(event) => {
          const move = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
          if (move !== undefined) {
            event.preventDefault();
            setAt(Math.max(0, Math.min(rows.length - 1, active + move)));
          }
          const row = rows[active];
          if (event.key === 'Enter' && row) {
            event.preventDefault();
            pick(row.value);
          }
        }}
      />
      <div className="picker-list" role="listbox" id={listId} aria-label={label} ref={list}>
        {rows.map((option, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the search field above holds the focus and its keys
          // biome-ignore lint/a11y/useFocusableInteractive: active by aria-activedescendant
          <div
            key={option.value}
            id={`${listId}-${index}`}
            role="option"
            className="picker-option"
            aria-selected={option.value === chosen?.value}
            data-active={index === active ? '' : undefined}
            onPointerMove={() => setAt(index)}
            onClick={() => pick(option.value)}
          >
            {option.mark}
            <span className="picker-label">{option.label}</span>
            {option.detail ? <span className="picker-detail">{option.detail}</span> : null}
            {option.value === chosen?.value ? <Icon name="check" size={16} className="picker-chevron" /> : null}
          </div>
        ))}
      </div>
      <p className="picker-says" role="status" data-failed={state === 'failed' ? '' : undefined}>
        {state === 'loading' ? 'Asking …' : (says ?? (rows.length === 0 ? 'Nothing fits.' : ''))}
      </p>
      {footer ? <div className="picker-footer">{footer(close)}</div> : null}
    </>
  );
}
