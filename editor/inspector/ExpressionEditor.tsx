// A field with {{ }} in it: CodeMirror with marked expressions, completion from upstream results, squiggles at the exact
// place. Loaded when the first such field appears. Tab leaves the field; Ctrl+Space asks for completion.
import { autocompletion, closeBrackets, completionKeymap, startCompletion } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { linter, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, keymap, placeholder as placeholderText } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { compileText } from '../../nodes/kit/expression/expression.ts';
import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';
import { editorTheme } from './editor-theme.ts';
import { expressionCompletion } from './expression-completion.ts';
import { expressionMarks } from './expression-marks.ts';
import { useNodeData } from './node-data-context.ts';

interface ExpressionEditorProps {
  readonly id: string | undefined;
  readonly labelledBy: string;
  readonly describedBy: string | undefined;
  readonly value: string;
  readonly placeholder: string;
  readonly multiline: boolean;
  readonly focusOnMount: boolean;
  readonly readOnly: boolean;
  readonly deferred: boolean;
  /** Problems of this field from the whole check; those with offsets become squiggles. */
  readonly problems: readonly ProblemItem[];
  readonly onChange: (text: string) => void;
}

export default function ExpressionEditor(props: ExpressionEditorProps) {
  const { value, readOnly, deferred, problems, labelledBy, describedBy } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const data = useNodeData();
  // Read by the editor's callbacks, which live longer than one drawing.
  const now = useRef({ data, deferred, onChange: props.onChange });
  now.current = { data, deferred, onChange: props.onChange };
  const attributes = useRef(new Compartment());
  const first = useRef(props);

  useEffect(() => {
    if (!host.current) return;
    const { value: text, placeholder, multiline, focusOnMount } = first.current;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: text,
        selection: { anchor: cursorStart(text) },
        extensions: [
          history(),
          closeBrackets(),
          expressionMarks,
          editorTheme,
          placeholderText(placeholder),
          autocompletion({
            override: [expressionCompletion(() => now.current.data.context(now.current.deferred))],
            icons: false,
            activateOnTyping: true,
          }),
          linter(null),
          EditorView.clipboardInputFilter.of((text, state) => withoutBraces(text, state.sliceDoc(0, state.selection.main.from))),
          multiline ? EditorView.lineWrapping : [EditorView.lineWrapping, oneLine],
          keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) now.current.onChange(update.state.doc.toString());
          }),
          attributes.current.of([]),
        ],
      }),
    });
    view.current = editor;
    // It may have been on its way while a person went on to the next field: the keyboard is taken over, never taken away.
    const { activeElement, body } = document;
    const free = activeElement === null || activeElement === body || host.current.closest('.cell, .field')?.contains(activeElement);
    if (focusOnMount && free) {
      editor.focus();
      if (text.trim() === '') {
        editor.dispatch({ changes: { from: 0, to: text.length, insert: '{{  }}' }, selection: { anchor: 3 } });
        startCompletion(editor);
      }
    }
    return () => {
      editor.destroy();
      view.current = null;
    };
  }, []);

  useEffect(() => {
    view.current?.dispatch({
      effects: attributes.current.reconfigure([
        EditorState.readOnly.of(readOnly),
        EditorView.contentAttributes.of({
          'aria-labelledby': labelledBy,
          ...(describedBy ? { 'aria-describedby': describedBy } : {}),
          ...(problems.length > 0 ? { 'aria-invalid': 'true' } : {}),
          spellcheck: 'false',
        }),
      ]),
    });
  }, [readOnly, labelledBy, describedBy, problems.length]);

  // A change from outside: undo, an inserted example, a rename.
  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    if (editor.hasFocus && value === '' && editor.state.doc.toString().trim() === '{{  }}') return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const result = compileText(value);
    const own =
      'problems' in result
        ? result.problems
        : problems.flatMap(({ from, to, message }) => (from === undefined || to === undefined ? [] : [{ from, to, message }]));
    const length = editor.state.doc.length;
    editor.dispatch(
      setDiagnostics(
        editor.state,
        own.map(({ from, to, message }) => ({
          from: Math.min(from, length),
          to: Math.min(Math.max(to, from + 1), length),
          severity: 'error' as const,
          message,
        })),
      ),
    );
  }, [value, problems]);

  return <div ref={host} id={props.id} className="expression-editor" data-multiline={props.multiline ? '' : undefined} />;
}

/** Behind the opening braces, so that typing goes into the expression. */
const cursorStart = (text: string): number => {
  const end = text.lastIndexOf('}}');
  return end > 0 && text.trimEnd().endsWith('}}') ? text.slice(0, end).trimEnd().length : text.length;
};

/** A whole expression that is pasted into one leaves its braces behind. */
export function withoutBraces(pasted: string, before: string): string {
  const inside = before.lastIndexOf('{{') > before.lastIndexOf('}}');
  const whole = /^\s*\{\{((?:(?!\}\})[\s\S])*)\}\}\s*$/.exec(pasted)?.[1];
  return inside && whole !== undefined ? whole.trim() : pasted;
}

/** Line breaks in a field of one line become spaces: a paste, or Enter. */
const oneLine = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged || transaction.newDoc.lines === 1) return transaction;
  const text = transaction.newDoc.toString().replace(/\s*\n\s*/g, ' ');
  return [
    {
      changes: { from: 0, to: transaction.startState.doc.length, insert: text },
      selection: { anchor: Math.min(transaction.newSelection.main.head, text.length) },
    },
  ];
});
