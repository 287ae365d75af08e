// A part of the palette under its heading; the heading opens and closes it.
import { useId } from 'react';
import { Icon } from '../ui/Icon.tsx';

interface PaletteSectionProps {
  readonly title: string;
  /** It stands below the heading of its group. */
  readonly below: boolean;
  readonly count: number;
  readonly open: boolean;
  readonly onToggle: () => void;
  readonly children: React.ReactNode;
}

export function PaletteSection({ title, below, count, open, onToggle, children }: PaletteSectionProps) {
  const id = useId();
  const Heading = below ? 'h3' : 'h2';
  return (
    <>
      <Heading>
        <button
          type="button"
          className={below ? 'palette-section' : 'palette-group palette-fold'}
          aria-expanded={open}
          aria-controls={id}
          onClick={onToggle}
          data-testid={`palette-section-${title}`}
        >
          <Icon name={open ? 'chevron-down' : 'chevron-right'} size={14} />
          <span>{title}</span>
          <span className="numbers">{count}</span>
        </button>
      </Heading>
      <div id={id} hidden={!open}>
        {open ? children : null}
      </div>
    </>
  );
}
