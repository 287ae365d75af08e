// The groups of the gallery as chips: one is chosen at a time, and each says how many templates it holds.
import type { Chip } from './gallery-filter.ts';
import './CategoryChips.css';

interface CategoryChipsProps {
  readonly chips: readonly Chip[];
  readonly chosen: string;
  readonly onChoose: (category: string) => void;
}

export const CategoryChips = ({ chips, chosen, onChoose }: CategoryChipsProps) => (
  <fieldset className="category-chips" aria-label="Which templates">
    {chips.map(({ key, label, count }) => (
      <button
        key={key}
        type="button"
        className="category-chip"
        aria-pressed={key === chosen}
        onClick={() => onChoose(key)}
        data-testid={`category-${key === '' ? 'all' : key}`}
      >
        {label} <span className="category-chip-count">{count}</span>
      </button>
    ))}
  </fieldset>
);
