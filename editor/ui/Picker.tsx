// A field that opens a searchable list: live choices from Azure, connections, flows, time zones. The button shows the chosen
// label with its grey detail; the list is a combobox by the ARIA pattern and works by keyboard alone.
import { Popover, PopoverSurface, PopoverTrigger } from '@fluentui/react-components';
import { useEffect, useId, useRef, useState } from 'react';
import { Icon } from './Icon.tsx';
import './Picker.css';

export interface PickerOption {
  readonly value: string;
  readonly label: string;
  readonly detail?: string | undefined;
  /** Something before the label: a dot, an icon. */
  readonly mark?: React.ReactNode;
}

interface PickerProps {
  readonly id?: string;
  readonly label: string;
  readonly describedBy?: string | undefined;
  /** What is chosen, as far as it is known; the label falls back to the value. */
  readonly chosen: PickerOption | null;
  readonly placeholder: string;
  readonly options: readonly PickerOption[];
  readonly state?: 'ready' | 'loading' | 'failed';
  /** Why the list could not be read, or why it is empty. */
  readonly says?: string | undefined;
  /** Called while typing; without it the options are filtered here. */
  readonly onSearch?: (text: string) => void;
  readonly onPick: (value: string) => void;
  readonly onOpen?: () => void;
  /** Offers what was typed as the value itself. */
  readonly freeText?: boolean;
  /** What a typed value may look like. */
  readonly example?: string;
  /** Below the list: "New connection". */
  readonly footer?: (close: () => void) => React.ReactNode;
  readonly invalid?: boolean;
  readonly disabled?: boolean;
  readonly testId?: string;
}

export function Picker(props: PickerProps) {
  const { id, label, describedBy, chosen, placeholder, onOpen, invalid, disabled, testId } = props;
  const [open, setOpen] = useState(false);
  return (
    <Popover
      open={open}
      onOpenChange={(_, data) => {
        setOpen(data.open);
        if (data.open) onOpen?.();
      }}
      positioning={{ position: 'below', align: 'start', matchTargetSize: 'width', offset: 4 }}
      trapFocus
    >
      <PopoverTrigger disableButtonEnhancement>
        <button
          type="button"
          id={id}
          className="picker"
          aria-haspopup="listbox"
          aria-label={`${label}: ${chosen ? `${chosen.label}${chosen.detail ? ` ${chosen.detail}` : ''}` : placeholder}`}
          aria-describedby={describedBy}
          data-invalid={invalid ? '' : undefined}
          data-testid={testId}
          disabled={disabled}
        >
          {chosen?.mark}
          {chosen ? <span className="picker-label">{chosen.label}</span> : <span className="picker-placeholder">{placeholder}</span>}
          {chosen?.detail ? <span className="picker-detail"> {chosen.detail}</span> : null}
          <Icon name="chevron-down" size={16} className="picker-chevron" />
        </button>
      </PopoverTrigger>
      <PopoverSurface className="picker-surface" aria-label={label}>
        {open ? <PickerList {...props} close={() => setOpen(false)} /> : null}
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
