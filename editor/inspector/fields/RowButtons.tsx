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

export const AddRow = ({ label, disabled, onClick }: RowButtonProps) => (
  <button type="button" className="rows-add" disabled={disabled} onClick={onClick}>
    <Icon name="plus" size={16} /> {label}
  </button>
);
