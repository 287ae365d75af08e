// The small badge below a card: how often it is tried and how long it may take, where that was set; what holds in all under the pointer,
// or while the keyboard is on the card. A click opens the settings.
import { useState } from 'react';
import { useSession } from '../document/session.ts';
import { Icon } from '../ui/Icon.tsx';
import type { Handling } from './handling-words.ts';
import './HandlingBadge.css';

interface HandlingBadgeProps {
  readonly id: string;
  readonly handling: Handling | null;
  readonly selected: boolean;
}

export function HandlingBadge({ id, handling, selected }: HandlingBadgeProps) {
  const [over, setOver] = useState(false);
  if (!handling) return null;
  const { set, rows } = handling;
  return (
    <>
      <button
        type="button"
        className={`handling nodrag${set.length > 0 ? ' handling-set' : ''}`}
        // The card itself is where the keyboard stops; its settings are one Enter away.
        tabIndex={-1}
        aria-label="Retry and time-out"
        data-testid={`handling-${id}`}
        onMouseEnter={() => setOver(true)}
        onMouseLeave={() => setOver(false)}
        onClick={() => {
          useSession.getState().select({ nodes: [id] });
          useSession.getState().set({ inspector: true, inspectorTab: 'settings' });
        }}
      >
        <Icon name="refresh" size={12} />
        {set.length > 0 ? <span>{set.join(' · ')}</span> : null}
      </button>
      {over || selected ? (
        <dl className={`handling-tip${over ? ' handling-over' : ''}`} data-testid={`handling-tip-${id}`}>
          {rows.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </>
  );
}
