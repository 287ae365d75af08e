/**
 * Source text to syntax tree. acorn reads JavaScript; what of it is allowed is decided by `compile.ts`, form by form.
 * `if(…)` is a keyword to JavaScript and a function to us: it is read as `If(…)`, at the same positions.
 */
import { type Expression, parseExpressionAt, tokenizer, tokTypes } from 'acorn';
import type { ExprProblem } from './contract.ts';

/** The longest text between `{{` and `}}`. */
const MAX_SOURCE = 20_000;

const options = { ecmaVersion: 2024, sourceType: 'module', preserveParens: true, allowAwaitOutsideFunction: false } as const;

const problem = (code: ExprProblem['code'], message: string, from: number, to: number): { problem: ExprProblem } => ({
  problem: { code, message, from, to },
});

/** Parses one expression. `base` is the offset of `source` in its field. */
export function parseExpression(source: string, base: number): { readonly tree: Expression } | { readonly problem: ExprProblem } {
  const whole = [base, base + source.length] as const;
  if (source.trim() === '') return problem('expression_syntax', 'Between {{ and }} stands no expression.', ...whole);
  if (source.length > MAX_SOURCE) return problem('expression_syntax', `An expression may have at most ${MAX_SOURCE} characters.`, ...whole);
  let comment: { from: number; to: number } | undefined;
  const onComment = (_block: boolean, _text: string, from: number, to: number) => {
    comment ??= { from, to };
  };
  try {
    const text = /\bif\s*\(/.test(source) ? withIf(source) : source;
    const tree = parseExpressionAt(text, 0, { ...options, onComment });
    if (comment) return problem('expression_not_allowed', 'An expression holds no comments.', base + comment.from, base + comment.to);
    const rest = source.slice(tree.end).search(/\S/);
    if (rest >= 0) {
      const at = tree.end + rest;
      const message = source[at] === ';' ? 'An expression has no statements and no semicolons.' : `"${source[at]}" is not expected here.`;
      return problem('expression_syntax', message, base + at, base + at + 1);
    }
    return { tree };
  } catch (thrown) {
    if (thrown instanceof SyntaxError && 'pos' in thrown && typeof thrown.pos === 'number') {
      const at = Math.min(thrown.pos, source.length);
      const to = Math.max(at, Math.min(at + 1, source.length));
      return problem('expression_syntax', syntaxMessage(thrown.message, source, at), base + Math.min(at, Math.max(0, to - 1)), base + to);
    }
    return problem('expression_syntax', 'The expression nests too deep.', ...whole);
  }
}

function syntaxMessage(message: string, source: string, at: number): string {
  if (source.slice(at).trim() === '') return 'The expression ends too early.';
  const plain = message.replace(/ \(\d+:\d+\)$/, '');
  return plain === 'Unexpected token' ? `"${source[at]}" is not expected here.` : `${plain}.`;
}

/** Writes `If` for the word `if` where a call follows; texts in quotes stay as they are. */
function withIf(source: string): string {
  let out = source;
  const tokens = tokenizer(source, options);
  for (let token = tokens.getToken(); token.type !== tokTypes.eof; token = tokens.getToken()) {
    if (token.type === tokTypes._if) out = `${out.slice(0, token.start)}If${out.slice(token.end)}`;
  }
  return out;
}
