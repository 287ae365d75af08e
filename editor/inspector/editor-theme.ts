// CodeMirror in our clothes: the field of the drawings, mono 12, expressions as soft blue chips.
import { EditorView } from '@codemirror/view';
import { styleNonce } from '../ui/page-policy.ts';

const look = EditorView.theme({
  '&': {
    border: '1px solid var(--line-strong)',
    borderRadius: 'var(--radius-control)',
    background: 'var(--panel)',
    color: 'var(--ink)',
    fontSize: '12px',
  },
  '&:hover': { borderColor: 'var(--ink-3)' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-1px', borderColor: 'transparent' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '18px', maxHeight: '320px' },
  '.cm-content': { padding: '6px 0', caretColor: 'var(--ink)', minHeight: '30px' },
  '.cm-line': { padding: '0 10px' },
  '.cm-placeholder': { color: 'var(--ink-3)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { background: 'var(--accent-soft)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-expression': { padding: '1px 4px', borderRadius: '4px', background: 'var(--accent-soft)', color: 'var(--accent-ink)' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--red-ink) 1px', textUnderlineOffset: '3px' },
  '.cm-tooltip': {
    border: '1px solid var(--line)',
    borderRadius: '8px',
    background: 'var(--panel-raised)',
    color: 'var(--ink)',
    boxShadow: 'var(--shadow-float)',
    overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', fontSize: '12px', maxHeight: '260px', minWidth: '220px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '4px 8px', lineHeight: '18px', display: 'flex', gap: '8px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { background: 'var(--accent-soft)', color: 'var(--ink)' },
  '.cm-completionDetail': { marginLeft: 'auto', fontStyle: 'normal', color: 'var(--ink-3)' },
  '.cm-tooltip.cm-tooltip-autocomplete li[aria-selected] .cm-completionDetail': { color: 'var(--ink-2)' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600', color: 'var(--accent-ink)' },
  '.cm-completionInfo': { maxWidth: '300px', padding: '8px 10px', font: '400 12px/16px var(--font)', whiteSpace: 'pre-wrap' },
  '.cm-diagnostic': { padding: '6px 10px', font: '400 12px/16px var(--font)', borderLeft: '0' },
  '.cm-gutters': { background: 'transparent', border: '0', color: 'var(--ink-3)' },
  '.cm-activeLine, .cm-activeLineGutter': { background: 'transparent' },
});

/** Its styles carry the page's nonce. */
export const editorTheme = styleNonce === undefined ? look : [EditorView.cspNonce.of(styleNonce), look];
