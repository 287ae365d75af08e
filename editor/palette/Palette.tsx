// Everything a flow can be made of, by group. Type to filter; drag a step onto the canvas, or click to add it after the selection.
import { useMemo, useState } from 'react';
import { useNodeTypes, useNodeTypesProblem } from '../api.ts';
import { addStep } from '../canvas/actions.ts';
import { useDocument } from '../document/store.ts';
import { Icon } from '../ui/Icon.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { groups, newest, sectionsOf } from './groups.ts';
import { PaletteItem } from './PaletteItem.tsx';
import { PaletteSection } from './PaletteSection.tsx';
import { remember } from './recent.ts';
import { searchTypes } from './search.ts';
import { useFolding } from './use-folding.ts';
import './Palette.css';

export function Palette() {
  const types = useNodeTypes();
  const problem = useNodeTypesProblem();
  const readOnly = useDocument((state) => state.readOnly);
  const [query, setQuery] = useState('');
  const folding = useFolding();
  const all = useMemo(() => newest(types.all), [types]);
  const found = useMemo(() => (query.trim() === '' ? null : searchTypes(all, query)), [all, query]);
  const add = (type: (typeof all)[number]) => {
    if (addStep(type) !== null) remember(type.type);
  };
  return (
    <aside className="palette" aria-label="Steps to add" data-testid="palette">
      <label className="palette-search">
        <Icon name="search" size={16} />
        <input
          type="search"
          placeholder="Add a step"
          aria-label="Filter the steps"
          value={query}
          data-testid="palette-search"
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') setQuery('');
            if (event.key === 'Enter' && found?.[0]) {
              add(found[0]);
              setQuery('');
            }
          }}
        />
        <kbd title="Press A on the canvas">A</kbd>
      </label>
      <div className="palette-list">
        {types.ready || problem ? null : <Skeleton label="Reading the steps" lines={8} />}
        {found ? (
          <section>
            {found.map((type) => (
              <PaletteItem key={type.type} type={type} onAdd={add} disabled={readOnly} />
            ))}
            {found.length === 0 ? (
              <p className="palette-none">No step answers “{query.trim()}”. Any HTTP API can be called with the HTTP request step.</p>
            ) : null}
          </section>
        ) : (
          groups.map(({ group, title }) => {
            const sections = sectionsOf(group, all);
            const count = sections.reduce((sum, { items }) => sum + items.length, 0);
            if (count === 0) return null;
            return (
              <section key={group} aria-label={title}>
                {sections.length > 1 ? (
                  <h2 className="palette-group">
                    <span>{title}</span>
                    <span className="numbers">{count}</span>
                  </h2>
                ) : null}
                {sections.map((section) => (
                  <PaletteSection
                    key={section.key}
                    title={section.title ?? title}
                    below={sections.length > 1}
                    count={section.items.length}
                    open={folding.isOpen(section.key)}
                    onToggle={() => folding.toggle(section.key)}
                  >
                    {section.items.map((type) => (
                      <PaletteItem key={type.type} type={type} onAdd={add} disabled={readOnly} />
                    ))}
                  </PaletteSection>
                ))}
              </section>
            );
          })
        )}
      </div>
    </aside>
  );
}
