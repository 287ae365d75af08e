// The two buttons of every list of rows.
import { Icon } from '../../ui/Icon.tsx';
import './rows.css';

interface RowButtonProps {
  readonly label: string;
  readonly disabled: boolean;
  readonly onClick: () => void;
}

export const RemoveRow = ({ label, disabled, onClick }: RowButtonProps) => (
  <button type="button" className="rows-remove" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
    <Icon name="cross" size={14} />
  </button>
);

/** Whoever adds a row wants to fill it in: its first field takes the keyboard. */
const focusNewRow = (list: Element | null) =>
  requestAnimationFrame(() => {
    const row = [...(list?.querySelectorAll(':scope > .rows-row') ?? [])].at(-1);
    row?.querySelector<HTMLElement>('input, textarea, select, .cm-content')?.focus();
  });

export const AddRow = ({ label, disabled, onClick }: RowButtonProps) => (
  <button
    type="button"
    className="rows-add"
    disabled={disabled}
    onClick={(event) => {
      const list = event.currentTarget.parentElement;
      onClick();
      focusNewRow(list);
    }}
  >
    <Icon name="plus" size={16} /> {label}
  </button>
);
