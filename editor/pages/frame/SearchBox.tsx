// A search field over a list; says to screen readers how much is left.
import { Icon } from '../../ui/Icon.tsx';
import './SearchBox.css';

interface SearchBoxProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly says?: string | undefined;
}

export const SearchBox = ({ label, value, onChange, says }: SearchBoxProps) => (
  <div className="search-box">
    <Icon name="search" size={16} className="search-box-icon" />
    <input
      type="search"
      className="search-box-input"
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      data-testid="search"
    />
    <span className="visually-hidden" role="status">
      {value === '' ? '' : says}
    </span>
  </div>
);
