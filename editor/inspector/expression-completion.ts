// Completion of the expression language as a CodeMirror source. What may stand where is decided by nodes/kit; outside of
// {{ }} a typed {{ opens the list.
import type { CompletionResult, Completion as Option, CompletionContext as Request } from '@codemirror/autocomplete';
import { type CompletionContext, complete } from '../../nodes/kit/expression/expression.ts';
import { scan } from '../../nodes/kit/expression/scan.ts';

export function expressionCompletion(contextOf: () => CompletionContext): (request: Request) => CompletionResult | null {
  return (request) => {
    const text = request.state.doc.toString();
    const inside = scan(text).some((part) => part.kind === 'expression' && request.pos >= part.from && request.pos <= part.to);
    if (!inside) return null;
    const before = text[request.pos - 1] ?? '';
    if (!request.explicit && !/[\w.$[{'" (]/.test(before)) return null;
    const found = complete(text, request.pos, contextOf());
    const from = found[0]?.from;
    if (from === undefined) return null;
    return {
      from,
      to: found[0]?.to ?? request.pos,
      filter: false,
      options: found.filter((each) => each.from === from).map(option),
    };
  };
}

const option = ({ label, insert, kind, detail, info }: ReturnType<typeof complete>[number]): Option => ({
  label,
  type: kind,
  ...(detail === undefined ? {} : { detail }),
  ...(info === undefined ? {} : { info }),
  apply: (view, _, from, to) => {
    // A function puts the cursor between its parentheses.
    const inner = insert.endsWith('()') ? insert.length - 1 : insert.length;
    view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + inner }, userEvent: 'input.complete' });
  },
});
