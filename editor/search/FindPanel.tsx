// Ctrl+F: searches names, settings and expressions of the open flow. What is found is listed and stands out on the canvas, the rest
// steps back. Enter goes from hit to hit; a click also opens the field.
import { useEffect, useMemo, useRef, useState } from 'react';
import { nodeTypesNow, useNodeTypes } from '../api.ts';
import { focusCard } from '../canvas/actions.ts';
import { setMarks } from '../canvas/marks.ts';
import { boundsOf, reveal } from '../canvas/viewport.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { number } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { findIn, type Hit, placesOf } from './find.ts';
import './FindPanel.css';

/** A list that long is read by nobody; a longer word finds less. */
const most = 200;

/** What was looked for last, for the next time. */
let lastQuery = '';

export default function FindPanel() {
  const flow = useDocument((state) => state.flow);
  const types = useNodeTypes();
  const [query, setQuery] = useState(lastQuery);
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const places = useMemo(() => placesOf(flow, types.of), [flow, types]);
  const hits = useMemo(() => findIn(places, query), [places, query]);
  const current = Math.min(at, Math.max(0, hits.length - 1));

  useEffect(() => {
    field.current?.select();
    return () => setMarks('search', null);
  }, []);
  useEffect(() => {
    const nodes = new Map(hits.flatMap(({ id }) => (id === null ? [] : [[id, 'found'] as const])));
    setMarks('search', query.trim() === '' ? null : { nodes, edges: new Map() });
  }, [hits, query]);

  const close = () => {
    useSession.getState().set({ overlay: null });
    const [id] = useSession.getState().selection.nodes;
    if (id !== undefined) focusCard(id);
  };
  const go = (index: number) => {
    if (hits.length === 0) return;
    const next = (index + hits.length) % hits.length;
    setAt(next);
    show(hits[next] as Hit);
    document.getElementById(`find-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  const keys = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && event.target === field.current)
      go(event.shiftKey ? current - 1 : fresh.current ? current : current + 1);
    else if (event.key === 'ArrowDown') go(fresh.current ? current : current + 1);
    else if (event.key === 'ArrowUp') go(current - 1);
    else return;
    fresh.current = false;
    event.preventDefault();
    event.stopPropagation();
  };
  // After typing, the first Enter goes to the first hit, not past it.
  const fresh = useRef(true);

  return (
    // biome-ignore lint/a11y/useSemanticElements: the search element is not known to all screen readers yet
    <section className="find" role="search" aria-label="Find in this flow" onKeyDown={keys} data-testid="find">
      <div className="find-bar">
        <Icon name="search" size={16} />
        <input
          ref={field}
          className="find-field"
          // biome-ignore lint/a11y/noAutofocus: opened by the person who wants to type
          autoFocus
          aria-label="Find in this flow"
          placeholder="A name, a setting, an expression"
          value={query}
          aria-controls="find-hits"
          onChange={(event) => {
            lastQuery = event.target.value;
            fresh.current = true;
            setQuery(event.target.value);
            setAt(0);
          }}
        />
        <span className="find-count numbers" role="status">
          {query.trim() === '' ? '' : hits.length === 0 ? 'Nothing' : `${number(current + 1)} of ${number(hits.length)}`}
        </span>
        <button
          type="button"
          aria-label="Previous"
          title="Previous (Shift+Enter)"
          disabled={hits.length === 0}
          onClick={() => go(current - 1)}
        >
          <Icon name="chevron-up" size={16} />
        </button>
        <button type="button" aria-label="Next" title="Next (Enter)" disabled={hits.length === 0} onClick={() => go(current + 1)}>
          <Icon name="chevron-down" size={16} />
        </button>
        <button type="button" aria-label="Close the search" title="Close (Esc)" onClick={close}>
          <Icon name="cross" size={16} />
        </button>
      </div>
      {hits.length > 0 ? (
        <ul className="find-hits" id="find-hits" aria-label="What was found">
          {hits.slice(0, most).map((hit, index) => (
            <li key={`${hit.id} ${hit.where} ${hit.field} ${hit.text}`}>
              <button
                type="button"
                id={`find-${index}`}
                className="find-hit"
                aria-current={index === current || undefined}
                onClick={() => {
                  setAt(index);
                  show(hit);
                  if (hit.id !== null && hit.field !== null) useSession.getState().focus(hit.id, hit.field);
                }}
              >
                <span className="find-where">
                  {hit.title}
                  <span> · {hit.where}</span>
                </span>
                <Shown hit={hit} />
              </button>
            </li>
          ))}
          {hits.length > most ? <li className="find-more">And {number(hits.length - most)} more: type a little more.</li> : null}
        </ul>
      ) : null}
    </section>
  );
}

/** Selects and brings into sight what a hit stands in. */
function show({ id }: Hit): void {
  useSession.getState().select(id === null ? {} : { nodes: [id] });
  if (id !== null) reveal(boundsOf(useDocument.getState().flow, nodeTypesNow().of, [id]));
}

const around = 28;

function Shown({ hit: { text, from, to } }: { readonly hit: Hit }) {
  return (
    <span className="find-text">
      {from > around ? '…' : ''}
      {text.slice(Math.max(0, from - around), from)}
      <mark>{text.slice(from, to)}</mark>
      {text.slice(to, to + 80)}
    </span>
  );
}
