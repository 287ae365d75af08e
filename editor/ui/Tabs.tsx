// Tabs in the two looks of the drawings: `segmented` (a sunken bar with a raised choice) and `underline` (panels). Arrow keys
// move, as the tab pattern asks. The panels belong to the caller; give them id `${id}-panel`.
import { useRef } from 'react';
import './Tabs.css';

export interface Tab<K extends string> {
  readonly key: K;
  readonly label: React.ReactNode;
  readonly testId?: string;
}

interface TabsProps<K extends string> {
  readonly tabs: readonly Tab<K>[];
  readonly value: K;
  readonly onChange: (key: K) => void;
  readonly look?: 'segmented' | 'underline';
  readonly label: string;
}

export function Tabs<K extends string>({ tabs, value, onChange, look = 'underline', label }: TabsProps<K>) {
  const list = useRef<HTMLDivElement>(null);
  const move = (event: React.KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.key === value);
    const target = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const next = tabs[(target + tabs.length) % tabs.length];
    if (!next) return;
    onChange(next.key);
    list.current?.querySelectorAll<HTMLButtonElement>('[role=tab]')[tabs.indexOf(next)]?.focus();
  };
  return (
    <div className={`tabs tabs-${look}`} role="tablist" aria-label={label} ref={list} onKeyDown={move}>
      {tabs.map((tab) => (
        <button
          key={tab.key}
          type="button"
          role="tab"
          className="tabs-tab"
          aria-selected={tab.key === value}
          tabIndex={tab.key === value ? 0 : -1}
          data-testid={tab.testId}
          onClick={() => onChange(tab.key)}
        >
          {tab.label}
        </button>
      ))}
    </div>
  );
}
