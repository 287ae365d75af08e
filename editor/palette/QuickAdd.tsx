// Quick add: type a few letters, Enter places and connects. It offers only what may stand where it was opened.
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useNodeTypes } from '../api.ts';
import { addStep, focusCard } from '../canvas/actions.ts';
import type { AddPlace } from '../canvas/gesture.ts';
import { setGesture, useGesture } from '../canvas/gesture.ts';
import { mayFollow, mayStandIn } from '../canvas/rules.ts';
import { canvasElement } from '../canvas/viewport.ts';
import { useDocument } from '../document/store.ts';
import { Icon } from '../ui/Icon.tsx';
import { IconTile } from '../ui/IconTile.tsx';
import { newest } from './groups.ts';
import { recentTypes, remember } from './recent.ts';
import { searchTypes } from './search.ts';
import './QuickAdd.css';

export function QuickAdd() {
  const adding = useGesture((gesture) => gesture.adding);
  return adding ? <Search place={adding} /> : null;
}

function Search({ place }: { readonly place: AddPlace }) {
  const types = useNodeTypes();
  const [query, setQuery] = useState(place.text ?? '');
  const typed = useDeferredValue(query);
  const [chosen, setChosen] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const possible = useMemo(() => {
    const { flow } = useDocument.getState();
    const source = place.edge?.split(':')[0] ?? place.after?.node ?? null;
    // A second trigger is often added while the first step is selected: it follows nothing and gets its own place.
    const alone = place.edge === undefined && place.at === undefined;
    return newest(types.all).filter(
      (type) =>
        (alone && type.kind === 'trigger') ||
        (mayFollow(flow, types.of, type, source) === true && mayStandIn(flow, types.of, type, place.parent) === true),
    );
  }, [types, place]);
  const found = useMemo(() => searchTypes(possible, typed, recentTypes()), [possible, typed]);
  const close = () => {
    setGesture({ adding: null });
    canvasElement()?.querySelector<HTMLElement>('.react-flow__node.selected')?.focus({ preventScroll: true });
  };
  const add = (at: number) => {
    const type = found[at];
    if (!type) return;
    setGesture({ adding: null });
    const { edge, after, parent } = place;
    const placed = place.at ?? undefined;
    const where =
      edge !== undefined
        ? { edge }
        : { ...(placed ? { at: placed } : {}), ...(after ? { after } : {}), ...(parent === undefined ? {} : { parent }) };
    const free = Object.keys(where).length === 0 || (type.kind === 'trigger' && !('at' in where));
    const id = addStep(type, free ? undefined : where);
    if (id === null) return;
    remember(type.type);
    focusCard(id);
  };
  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setGesture({ adding: null });
    };
    addEventListener('pointerdown', outside, true);
    return () => removeEventListener('pointerdown', outside, true);
  }, []);
  useEffect(() => {
    box.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  });
  const left = Math.max(8, Math.min(place.screen.x, innerWidth - 340));
  const top = Math.max(8, Math.min(place.screen.y, innerHeight - 380));
  return (
    <div ref={box} className="quick" style={{ left, top }} role="dialog" aria-label="Add a step" data-testid="quick-add">
      <label className="quick-field">
        <Icon name="search" size={16} />
        <input
          // biome-ignore lint/a11y/noAutofocus: opened by the person who wants to type
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls="quick-list"
          aria-activedescendant={found[chosen] ? `quick-${chosen}` : undefined}
          placeholder={place.after || place.edge ? 'What comes next?' : 'Add a step'}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setChosen(0);
          }}
          onKeyDown={(event) => {
            const last = found.length - 1;
            if (event.key === 'ArrowDown') setChosen(Math.min(last, chosen + 1));
            else if (event.key === 'ArrowUp') setChosen(Math.max(0, chosen - 1));
            else if (event.key === 'Enter') add(chosen);
            else if (event.key === 'Escape' || event.key === 'Tab') close();
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
      </label>
      <div className="quick-list" id="quick-list" role="listbox" aria-label="Steps">
        {found.slice(0, 60).map((type, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keyboard, as the combobox pattern asks
          <div
            key={type.type}
            id={`quick-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === chosen}
            className="quick-item"
            data-testid={`quick-${type.type}`}
            onPointerMove={() => setChosen(i)}
            onClick={() => add(i)}
          >
            <IconTile icon={type.icon} group={type.group} size={24} />
            <span className="quick-text">
              <span className="quick-title">{type.title}</span>
              <span className="quick-summary">{type.summary}</span>
            </span>
          </div>
        ))}
      </div>
      {found.length === 0 ? <p className="quick-none">Nothing answers “{typed}”.</p> : null}
    </div>
  );
}
