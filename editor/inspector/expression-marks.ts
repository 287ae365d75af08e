// Marks every {{ … }} of the text, found by the language's own scanner.
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import { scan } from '../../nodes/kit/expression/scan.ts';

const mark = Decoration.mark({ class: 'cm-expression' });

function marksOf(view: EditorView): DecorationSet {
  const text = view.state.doc.toString();
  return Decoration.set(
    scan(text).flatMap((part) =>
      part.kind === 'expression' ? [mark.range(part.from - 2, part.closed ? Math.min(part.to + 2, text.length) : text.length)] : [],
    ),
  );
}

const plugin = ViewPlugin.fromClass(
  class {
    marks: DecorationSet;
    constructor(view: EditorView) {
      this.marks = marksOf(view);
    }
    update(update: ViewUpdate) {
      if (update.docChanged) this.marks = marksOf(update.view);
    }
  },
  { decorations: ({ marks }) => marks },
);

export const expressionMarks = [plugin, EditorView.editorAttributes.of({ class: 'expression' })];
