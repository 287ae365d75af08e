/**
 * Syntax tree to closures. This switch is the allow-list: a form of JavaScript that has no case here does not exist in
 * the language. Nothing is ever handed to the host's own evaluator.
 */
import type { AnyNode, ArrayExpression, BinaryExpression, Literal, LogicalExpression, ObjectExpression, TemplateLiteral } from 'acorn';
import { charge, type Eval, failed, keyOf, weighMembers } from './budget.ts';
import { compileCall } from './calls.ts';
import { type Compiler, refuse } from './compiler.ts';
import type { ValuePath } from './contract.ts';
import { describe, isForbidden, writeKey } from './members.ts';
import { compileIdentifier, compileMember } from './names.ts';
import { binaryOperators, joinTexts, textOf, unaryOperators } from './operators.ts';
import { parseExpression } from './parse.ts';

const MAX_NESTING = 250;

/** Compiles one expression. Problems are collected in the returned compiler; the closure counts only without any. */
export function compileSource(source: string, base: number, at: ValuePath, firstSlot: number): { compiler: Compiler; run: Eval } {
  const compiler: Compiler = {
    base,
    at,
    problems: [],
    references: [],
    bound: [],
    slotCount: firstSlot,
    size: 0,
    depth: 0,
    varies: false,
    compile: (node) => compileNode(node, compiler),
  };
  const parsed = parseExpression(source, base);
  if ('problem' in parsed) {
    compiler.problems.push(parsed.problem);
    return { compiler, run: () => null };
  }
  return { compiler, run: compileNode(parsed.tree, compiler) };
}

function compileNode(node: AnyNode, c: Compiler): Eval {
  c.size++;
  if (c.depth >= MAX_NESTING)
    return refuse(c, node, 'expression_not_allowed', `An expression may nest at most ${MAX_NESTING} levels deep.`);
  c.depth++;
  try {
    return compileForm(node, c);
  } finally {
    c.depth--;
  }
}

function compileForm(node: AnyNode, c: Compiler): Eval {
  switch (node.type) {
    case 'ParenthesizedExpression':
    case 'ChainExpression':
      return c.compile(node.expression);
    case 'Literal':
      return compileLiteral(node, c);
    case 'TemplateLiteral':
      return compileTemplate(node, c);
    case 'Identifier':
      return compileIdentifier(node, c);
    case 'MemberExpression':
      return compileMember(node, c);
    case 'CallExpression':
      return compileCall(node, c);
    case 'ArrayExpression':
      return compileArray(node, c);
    case 'ObjectExpression':
      return compileObject(node, c);
    case 'UnaryExpression': {
      const operator = Object.hasOwn(unaryOperators, node.operator) ? unaryOperators[node.operator] : undefined;
      if (operator === undefined) return notAllowed(node, c, operatorHint(node.operator));
      const value = c.compile(node.argument);
      return (frame) => operator(value(frame));
    }
    case 'BinaryExpression':
      return compileBinary(node, c);
    case 'LogicalExpression':
      return compileLogical(node, c);
    case 'ConditionalExpression': {
      const [test, yes, no] = [c.compile(node.test), c.compile(node.consequent), c.compile(node.alternate)];
      return (frame) => (test(frame) ? yes(frame) : no(frame));
    }
    default:
      return notAllowed(node, c, forms[node.type] ?? 'This');
  }
}

/** How the forms that are left out are called. */
const forms: Readonly<Record<string, string>> = {
  ArrowFunctionExpression: 'An arrow function outside the arguments of map, filter, find, some, every, sort, reduce, groupBy …',
  FunctionExpression: 'A function',
  ClassExpression: 'A class',
  NewExpression: '"new"',
  ThisExpression: '"this"',
  Super: '"super"',
  AssignmentExpression: 'An assignment',
  UpdateExpression: '"++" and "--"',
  SequenceExpression: 'A sequence with commas',
  TaggedTemplateExpression: 'A tagged template',
  AwaitExpression: '"await"',
  YieldExpression: '"yield"',
  ImportExpression: '"import"',
  MetaProperty: 'A meta property',
  SpreadElement: 'A spread here',
};

const operatorHint = (operator: string): string =>
  operator === 'typeof'
    ? '"typeof" (use typeOf(value))'
    : operator === '|' || operator === '&'
      ? `"${operator}" (use ${operator}${operator})`
      : `"${operator}"`;

const notAllowed = (node: AnyNode, c: Compiler, what: string): Eval =>
  refuse(c, node, 'expression_not_allowed', `${what} is not allowed in an expression.`);

function compileLiteral(node: Literal, c: Compiler): Eval {
  if (node.regex !== undefined) return notAllowed(node, c, 'A regular expression');
  const value = node.value;
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return () => value;
  return notAllowed(node, c, 'A big integer');
}

function compileTemplate(node: TemplateLiteral, c: Compiler): Eval {
  const texts = node.quasis.map((part) => part.value.cooked ?? '');
  const values = node.expressions.map((part) => c.compile(part));
  return (frame) => {
    let out = texts[0] ?? '';
    values.forEach((value, i) => {
      out = joinTexts(frame, joinTexts(frame, out, textOf(frame, value(frame))), texts[i + 1] ?? '');
    });
    return out;
  };
}

function compileBinary(node: BinaryExpression, c: Compiler): Eval {
  const operator = Object.hasOwn(binaryOperators, node.operator) ? binaryOperators[node.operator] : undefined;
  if (operator === undefined) return notAllowed(node, c, operatorHint(node.operator));
  if (node.left.type === 'PrivateIdentifier') return notAllowed(node, c, 'A private name');
  const left = c.compile(node.left);
  const right = c.compile(node.right);
  return (frame) => operator(frame, left(frame), right(frame));
}

function compileLogical(node: LogicalExpression, c: Compiler): Eval {
  const left = c.compile(node.left);
  const right = c.compile(node.right);
  if (node.operator === '&&') return (frame) => left(frame) && right(frame);
  if (node.operator === '||') return (frame) => left(frame) || right(frame);
  return (frame) => left(frame) ?? right(frame);
}

function compileArray(node: ArrayExpression, c: Compiler): Eval {
  const elements = node.elements.map((element) => {
    if (element === null) return { spread: false, run: (() => null) as Eval };
    if (element.type === 'SpreadElement') return { spread: true, run: c.compile(element.argument) };
    return { spread: false, run: c.compile(element) };
  });
  return (frame) => {
    const out: unknown[] = [];
    for (const { spread, run } of elements) {
      const value = run(frame);
      if (!spread) out.push(value);
      else {
        if (!Array.isArray(value)) {
          if (value === null) continue;
          throw failed(`Only a list can be spread into a list, not ${describe(value)}.`);
        }
        charge(frame, value.length >> 3);
        for (const inner of value) out.push(inner);
      }
    }
    return out;
  };
}

function compileObject(node: ObjectExpression, c: Compiler): Eval {
  const parts = node.properties.map((property): ((frame: Parameters<Eval>[0], out: Record<string, unknown>) => void) => {
    if (property.type === 'SpreadElement') {
      const source = c.compile(property.argument);
      return (frame, out) => {
        const value = source(frame);
        if (value === null) return;
        if (typeof value !== 'object' || Array.isArray(value))
          throw failed(`Only an object can be spread into an object, not ${describe(value)}.`);
        weighMembers(frame, value);
        for (const name of Object.keys(value)) writeKey(out, name, (value as Record<string, unknown>)[name]);
      };
    }
    if (property.kind !== 'init' || property.method) {
      notAllowed(property, c, 'A method');
      return () => {};
    }
    const value = c.compile(property.value);
    if (property.computed) {
      const key = c.compile(property.key);
      return (frame, out) => {
        const name = keyOf(frame, textOf(frame, key(frame)));
        if (isForbidden(name)) throw failed(`"${name}" cannot be a key.`);
        out[name] = value(frame);
      };
    }
    const name = property.key.type === 'Identifier' ? property.key.name : property.key.type === 'Literal' ? String(property.key.value) : '';
    if (isForbidden(name)) refuse(c, property.key, 'expression_not_allowed', `"${name}" cannot be a key.`);
    return (frame, out) => {
      out[name] = value(frame);
    };
  });
  return (frame) => {
    const out: Record<string, unknown> = {};
    for (const part of parts) part(frame, out);
    return out;
  };
}
