/**
 * JMESPath by the library, held to the rules of expressions: every visit is charged, members are own data only, and the
 * library's functions that compile patterns or grow texts without bound are left out.
 */
import { compile, type JSONValue, TreeInterpreter } from '@jmespath-community/jmespath';
import { charge, type Frame, failed, measure, measureCharged, Stop, weigh } from '../budget.ts';
import { isForbidden, readMember } from '../members.ts';
import { equal } from '../operators.ts';

type Interpreter = typeof TreeInterpreter;
type QueryNode = Parameters<Interpreter['visit']>[0];
type Visited = ReturnType<Interpreter['visit']>;

const MAX_QUERY = 4000;
const MAX_DEPTH = 100;
const allowed = new Set(
  'abs avg ceil contains ends_with floor from_items items join keys length lower map max max_by merge min min_by not_null reverse sort sort_by starts_with sum to_array to_number to_string type upper values zip'.split(
    ' ',
  ),
);

/** The evaluation that the guarded interpreter works for. Evaluating is synchronous and never nested. */
let working: Frame | undefined;
let depth = 0;

const guarded = guard(new (TreeInterpreter.constructor as new () => Interpreter)());

/** Puts the rules around the interpreter's one entrance, through which it also calls itself. */
function guard(interpreter: Interpreter): Interpreter {
  const visit = interpreter.visit.bind(interpreter);
  interpreter.visit = (node, value) => {
    const frame = working;
    if (frame === undefined) throw failed('no query is running.');
    charge(frame, 0.25);
    if (++depth > MAX_DEPTH) throw failed(`a query may nest at most ${MAX_DEPTH} levels deep.`);
    try {
      const result = visitGuarded(node, value, frame);
      weigh(frame, result);
      return result;
    } finally {
      depth--;
    }
  };
  function visitGuarded(node: QueryNode, value: Parameters<typeof visit>[1], frame: Frame): Visited {
    if (node.type === 'Field') return Array.isArray(value) || typeof value !== 'object' ? null : (readMember(value, node.name) as Visited);
    if (node.type === 'Comparator' && (node.name === 'EQ' || node.name === 'NE')) {
      const same = equal(frame, interpreter.visit(node.left, value), interpreter.visit(node.right, value));
      return node.name === 'EQ' ? same : !same;
    }
    if (node.type === 'LetExpression' || node.type === 'Variable') throw failed('"let" is not allowed in a query.');
    if (node.type === 'Function') {
      if (!allowed.has(node.name)) throw failed(`a query has no function ${node.name}.`);
      const args = node.children.map((child) => {
        const arg = interpreter.visit(child, value);
        if (child.type !== 'ExpressionReference') measureCharged(frame, arg);
        return arg;
      });
      if (node.name === 'join') charge(frame, joinedLength(args) / 128);
      return interpreter.runtime.callFunction(node.name, args as Parameters<Interpreter['runtime']['callFunction']>[1]);
    }
    return visit(node, value);
  }
  return interpreter;
}

function joinedLength([glue, list]: readonly unknown[]): number {
  if (typeof glue !== 'string' || !Array.isArray(list)) return 0;
  return list.reduce((length: number, item) => length + glue.length + (typeof item === 'string' ? item.length : 0), 0);
}

/** Refuses a query that names what is left out. Walks the library's tree as plain data. */
function check(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  if (Array.isArray(node)) {
    for (const child of node) check(child);
    return;
  }
  const { type, name } = node as { type?: unknown; name?: unknown };
  if (type === 'Literal') return;
  if (type === 'LetExpression' || type === 'Variable') throw failed('"let" is not allowed in a query.');
  if (type === 'Function' && !(typeof name === 'string' && allowed.has(name))) throw failed(`a query has no function ${String(name)}.`);
  if ((type === 'Field' || type === 'KeyValuePair') && typeof name === 'string' && isForbidden(name))
    throw failed(`"${name}" cannot be read.`);
  for (const child of Object.values(node)) check(child);
}

const compiled = new Map<string, QueryNode>();

function compileQuery(frame: Frame, text: string): QueryNode {
  weigh(frame, text);
  const known = compiled.get(text);
  if (known !== undefined) return known;
  charge(frame, 8 + text.length * 2);
  if (text.trim() === '') throw failed('the query is empty.');
  if (text.length > MAX_QUERY) throw failed(`a query may have at most ${MAX_QUERY} characters.`);
  const node = compile(text, { enable_legacy_literals: true });
  check(node);
  if (compiled.size >= 500) compiled.clear();
  compiled.set(text, node);
  return node;
}

export function search(frame: Frame, value: unknown, text: string): unknown {
  try {
    const node = compileQuery(frame, text);
    working = frame;
    depth = 0;
    const result: unknown = guarded.search(node, value as JSONValue);
    if (typeof result === 'object' && result !== null) measure(frame, result);
    return result ?? null;
  } catch (thrown) {
    if (thrown instanceof Stop || thrown instanceof RangeError) throw thrown;
    const reason = thrown instanceof Error ? thrown.message.replace(/\.$/, '') : 'it cannot be read';
    throw failed(`the query fails: ${reason}.`);
  } finally {
    working = undefined;
  }
}
