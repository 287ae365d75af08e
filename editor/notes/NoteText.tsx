// A note's Markdown as elements. What the parser does not know is text; nothing of it is ever read as HTML.
import { useMemo } from 'react';
import { type Block, type ListItem, markdown, type Span } from './markdown.ts';
import './NoteText.css';

export function NoteText({ text }: { readonly text: string }) {
  const blocks = useMemo(() => markdown(text), [text]);
  return <div className="note-text">{blocks.map((block, i) => blockOf(block, i))}</div>;
}

const newLine: Span = { kind: 'text', text: '\n' };

function blockOf(block: Block, key: number) {
  switch (block.kind) {
    // Headings of a note are no headings of the page.
    case 'heading':
      return (
        <p key={key} className={`note-h note-h${block.level}`}>
          <Spans of={block.spans} />
        </p>
      );
    case 'code':
      return <pre key={key}>{block.text}</pre>;
    case 'rule':
      return <hr key={key} />;
    case 'list':
      return <List key={key} items={block.items} />;
    default: {
      const text = block.lines.flatMap((line, i) => (i > 0 ? [newLine, ...line] : line));
      return block.kind === 'quote' ? (
        <blockquote key={key}>
          <Spans of={text} />
        </blockquote>
      ) : (
        <p key={key}>
          <Spans of={text} />
        </p>
      );
    }
  }
}

function List({ items }: { readonly items: readonly ListItem[] }) {
  return (
    <ul>
      {items.map(({ depth, number, done, spans }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text have no other name
        <li key={i} className={`note-depth-${Math.min(depth, 3)}`}>
          <span className="note-mark">{done === null ? (number === null ? '•' : `${number}.`) : done ? '☑' : '☐'}</span>
          <span>
            {done === null ? null : <span className="visually-hidden">{done ? 'Done: ' : 'To do: '}</span>}
            <Spans of={spans} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Spans({ of }: { readonly of: readonly Span[] }) {
  return of.map((span, i) => {
    const key = `${i}-${span.kind}`;
    if (span.kind === 'text') return span.text;
    if (span.kind === 'code') return <code key={key}>{span.text}</code>;
    if (span.kind === 'strong')
      return (
        <strong key={key}>
          <Spans of={span.inner} />
        </strong>
      );
    if (span.kind === 'em')
      return (
        <em key={key}>
          <Spans of={span.inner} />
        </em>
      );
    return (
      <a key={key} href={span.href} target="_blank" rel="noreferrer noopener" className="nodrag" title={span.href}>
        <Spans of={span.inner} />
      </a>
    );
  });
}
