// A field that opens a searchable list: live choices from Azure, connections, flows, time zones. The button shows the chosen
// label with its grey detail; the list is loaded when one is opened for the first time.
import { lazy, Suspense, useRef, useState } from 'react';
import { Icon } from './Icon.tsx';
import './Picker.css';

const PickerPopup = lazy(() => import('./PickerPopup.tsx'));

export interface PickerOption {
  readonly value: string;
  readonly label: string;
  readonly detail?: string | undefined;
  /** Something before the label: a dot, an icon. */
  readonly mark?: React.ReactNode;
}

export interface PickerProps {
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
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button
        ref={button}
        type="button"
        id={id}
        className="picker"
        aria-haspopup="listbox"
        aria-expanded={open}
        aria-label={`${label}: ${chosen ? `${chosen.label}${chosen.detail ? ` ${chosen.detail}` : ''}` : placeholder}`}
        aria-describedby={describedBy}
        data-invalid={invalid ? '' : undefined}
        data-testid={testId}
        disabled={disabled}
        onClick={() => {
          if (!open) onOpen?.();
          setOpen(!open);
        }}
      >
        {chosen?.mark}
        {chosen ? <span className="picker-label">{chosen.label}</span> : <span className="picker-placeholder">{placeholder}</span>}
        {chosen?.detail ? <span className="picker-detail"> {chosen.detail}</span> : null}
        <Icon name="chevron-down" size={16} className="picker-chevron" />
      </button>
      {open ? (
        <Suspense fallback={null}>
          <PickerPopup
            {...props}
            target={button.current}
            close={() => {
              setOpen(false);
              button.current?.focus();
            }}
          />
        </Suspense>
      ) : null}
    </>
  );
}
