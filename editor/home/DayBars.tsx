// One bar a day, each leading to that day. One stop for the keyboard: arrow keys move along the days.
import { useRef, useState } from 'react';
import { Link } from 'wouter';
import type { EstateDay } from '../../nodes/kit/wire/estate.ts';
import { dayBars, daysSay } from './estate-bars.ts';
import './DayBars.css';
import '../estate/standing.css';

export function DayBars({ days }: { readonly days: readonly EstateDay[] }) {
  const bars = dayBars(days);
  const [at, setAt] = useState(bars.length - 1);
  const list = useRef<HTMLUListElement>(null);
  const here = Math.min(at, bars.length - 1);
  const move = (event: React.KeyboardEvent) => {
    const target = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: bars.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(bars.length - 1, target));
    setAt(next);
    list.current?.querySelectorAll('a')[next]?.focus();
  };
  return (
    <ul className="day-bars" aria-label={daysSay(days)} ref={list} onKeyDown={move}>
      {bars.map(({ day, known, parts, says }, index) => (
        <li key={day}>
          <Link
            href={index === bars.length - 1 ? '/backups' : `/backups?day=${day}`}
            className={known ? 'day-bar' : 'day-bar day-bar-unknown'}
            aria-label={says}
            title={says}
            tabIndex={index === here ? 0 : -1}
            data-testid={`day-${day}`}
          >
            {parts.map(({ state, percent }) => (
              <span key={state} className={`day-part standing-${state}`} style={{ height: `${percent}%` }} />
            ))}
          </Link>
        </li>
      ))}
    </ul>
  );
}
