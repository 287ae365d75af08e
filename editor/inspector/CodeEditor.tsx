// Program text: CodeMirror with the language's highlighting. Escape, then Tab, leaves the field; Tab alone indents.
import { closeBrackets } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { json } from '@codemirror/lang-json';
import { bracketMatching, defaultHighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { editorTheme } from './editor-theme.ts';
import './CodeEditor.css';

interface CodeEditorProps {
  readonly label: string;
  readonly describedBy: string | undefined;
  readonly value: string;
  readonly language: 'javascript' | 'json' | 'html' | 'markdown';
  readonly lines: number;
  readonly invalid: boolean;
  readonly readOnly: boolean;
  readonly onChange: (text: string) => void;
}

export default function CodeEditor({ label, describedBy, value, language, lines, invalid, readOnly, onChange }: CodeEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const change = useRef(onChange);
  change.current = onChange;
  const settings = useRef(new Compartment());
  const first = useRef({ value, language });

  useEffect(() => {
    if (!host.current) return;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: first.current.value,
        extensions: [
          history(),
          closeBrackets(),
          lineNumbers(),
          bracketMatching(),
          syntaxHighlighting(defaultHighlightStyle),
          first.current.language === 'javascript' ? javascript() : first.current.language === 'json' ? json() : [],
          editorTheme,
          EditorView.lineWrapping,
          keymap.of([indentWithTab, ...defaultKeymap, ...historyKeymap]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) change.current(update.state.doc.toString());
          }),
          settings.current.of([]),
        ],
      }),
    });
    view.current = editor;
    return () => editor.destroy();
  }, []);

  useEffect(() => {
    view.current?.dispatch({
      effects: settings.current.reconfigure([
        EditorState.readOnly.of(readOnly),
        EditorView.contentAttributes.of({
          'aria-label': label,
          ...(describedBy ? { 'aria-describedby': describedBy } : {}),
          ...(invalid ? { 'aria-invalid': 'true' } : {}),
        }),
      ]),
    });
  }, [readOnly, label, describedBy, invalid]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  return <div ref={host} className="code-editor" style={{ '--code-lines': lines } as React.CSSProperties} />;
}
