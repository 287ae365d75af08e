/**
 * Compiles calls: functions of the catalog by name, methods by the type of the value they are called on. There are no
 * other functions: a value can never be called. Arrow functions exist only as arguments where the table has a place for them.
 */
import type { AnyNode, ArrowFunctionExpression, CallExpression } from 'acorn';
import { charge, type Eval, type Frame, failed, reserveText, Stop, weigh } from './budget.ts';
import { type Compiler, refuse, slotOf } from './compiler.ts';
import { arityProblem, functions, type Lambda, type TableFunction } from './functions/table.ts';
import { isHabit, unknownFunction, unknownName } from './hints.ts';
import { describe, isForbidden } from './members.ts';
import { callMethod, methods } from './methods.ts';
import { transparent } from './names.ts';
import { compilePattern } from './patterns.ts';

/** What a call of a method costs; a call of an arrow function costs twice that, and more for a long body. */
const CALL = 0.25;

type Arguments = (frame: Frame) => unknown[];

export function compileCall(node: CallExpression, c: Compiler): Eval {
  const callee = transparent(node.callee);
  if (callee.type === 'Identifier') {
    if (slotOf(c, callee.name) !== undefined)
      return refuse(c, callee, 'expression_not_allowed', `"${callee.name}" is a value, it cannot be called.`);
    const name = callee.name === 'If' ? 'if' : callee.name;
    const found = functions.get(name);
    if (found === undefined) return refuse(c, callee, 'expression_unknown_function', unknownFunction(name, functions.keys()));
    return compileFunction(found, node, c);
  }
  if (callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier')
    return compileMethod(callee.object, callee.property, node, c);
  return refuse(c, callee, 'expression_not_allowed', 'Only functions and methods can be called, by their written name.');
}

function compileFunction(found: TableFunction, node: CallExpression, c: Compiler): Eval {
  const { name, signature } = found.entry;
  const spread = node.arguments.some((argument) => argument.type === 'SpreadElement');
  const wrong = spread && found.lazy === undefined ? undefined : arityProblem(found, node.arguments.length);
  if (wrong !== undefined) return refuse(c, node, 'expression_arguments', `${wrong}: ${signature}.`);
  if (found.varies) c.varies = true;
  if (found.lazy !== undefined) return found.lazy(node.arguments.map((argument) => c.compile(argument)));
  const args = compileArguments(node, c, (index) => found.lambdas.has(index), name);
  const [from, to] = [c.base + node.start, c.base + node.end];
  return (frame) => {
    try {
      const values = args(frame);
      if (spread) {
        const late = arityProblem(found, values.length);
        if (late !== undefined) throw failed(`${late}: ${signature}.`);
      }
      charge(frame, found.cost);
      for (const value of values) weigh(frame, value);
      return finished(frame, found.call(values, frame));
    } catch (thrown) {
      throw located(thrown, name, from, to);
    }
  };
}

function compileMethod(object: AnyNode, property: { name: string; start: number; end: number }, node: CallExpression, c: Compiler): Eval {
  const { name } = property;
  if (isForbidden(name)) return refuse(c, property, 'expression_not_allowed', `"${name}" cannot be called.`);
  const base = transparent(object);
  if (base.type === 'Identifier' && isHabit(base.name) && slotOf(c, base.name) === undefined)
    return refuse(c, base, 'expression_unknown_name', unknownName(base.name));
  const method = methods.get(name);
  if (method === undefined) {
    const hint = functions.has(name)
      ? `There is no method ${name}; write ${functions.get(name)?.entry.signature}.`
      : unknownFunction(name, methods.keys());
    return refuse(c, property, 'expression_unknown_function', hint);
  }
  const target = c.compile(object);
  const args = compileArguments(node, c, (index) => method.lambda && index === 0, name);
  const [from, to] = [c.base + property.start, c.base + node.end];
  const given = node.arguments.length;
  const spread = node.arguments.some((argument) => argument.type === 'SpreadElement');
  if (!spread && (given < method.min || given > method.max))
    return refuse(
      c,
      node,
      'expression_arguments',
      `${name} takes ${method.min === method.max ? method.min : `${method.min} to ${method.max}`} arguments.`,
    );
  return (frame) => {
    const value = target(frame);
    if (value === null) return null;
    try {
      const values = args(frame);
      charge(frame, CALL);
      weigh(frame, value);
      for (const argument of values) weigh(frame, argument);
      const called = callMethod(method, value, values, frame);
      if (called === undefined) throw failed(`there is no such method on ${describe(value)}.`);
      return finished(frame, called.result);
    } catch (thrown) {
      throw located(thrown, name, from, to);
    }
  };
}

function finished(frame: Frame, value: unknown): unknown {
  weigh(frame, value);
  if (typeof value === 'string') reserveText(frame, value.length);
  return value === undefined ? null : value;
}

/** Says which call failed, once: the innermost one. */
function located(thrown: unknown, name: string, from: number, to: number): unknown {
  if (!(thrown instanceof Stop) || thrown.from !== undefined) return thrown;
  if (thrown.code === 'expression_failed') thrown.message = `${name}: ${thrown.message}`;
  thrown.from = from;
  thrown.to = to;
  return thrown;
}

function compileArguments(node: CallExpression, c: Compiler, takesLambda: (index: number) => boolean, name: string): Arguments {
  const parts = node.arguments.map((argument, index): { spread: boolean; run: Eval } => {
    if (argument.type === 'SpreadElement') return { spread: true, run: c.compile(argument.argument) };
    const inner = transparent(argument);
    if (inner.type !== 'ArrowFunctionExpression') return { spread: false, run: c.compile(argument) };
    if (!takesLambda(index))
      return { spread: false, run: refuse(c, inner, 'expression_not_allowed', `${name} takes no arrow function here.`) };
    return { spread: false, run: compileArrow(inner, c) };
  });
  if (parts.some((part) => part.spread)) return (frame) => spreadArguments(frame, parts);
  const runs = parts.map((part) => part.run);
  const [first, second] = runs;
  if (first === undefined) return () => [];
  if (second === undefined) return (frame) => [first(frame)];
  if (runs.length === 2) return (frame) => [first(frame), second(frame)];
  return (frame) => runs.map((run) => run(frame));
}

function spreadArguments(frame: Frame, parts: readonly { spread: boolean; run: Eval }[]): unknown[] {
  const out: unknown[] = [];
  for (const { spread, run } of parts) {
    const value = run(frame);
    if (!spread) out.push(value);
    else if (Array.isArray(value)) {
      weigh(frame, value);
      for (const inner of value) out.push(inner);
    } else if (value !== null) throw failed(`Only a list can be spread into arguments, not ${describe(value)}.`);
  }
  return out;
}

/** An arrow becomes a function of the host that fills slots and runs the body. It lives only during its call. */
function compileArrow(node: ArrowFunctionExpression, c: Compiler): Eval {
  if (node.async) return refuse(c, node, 'expression_not_allowed', '"async" is not allowed in an expression.');
  if (node.body.type === 'BlockStatement')
    return refuse(
      c,
      node.body,
      'expression_not_allowed',
      'The body of an arrow function is one expression; an object needs ( ) around it.',
    );
  const outer = c.bound.length;
  const binders = node.params.map((param) => compilePattern(param, c));
  const before = c.size;
  const body = c.compile(node.body);
  const cost = 0.5 + (c.size - before) / 32;
  c.bound.length = outer;
  const [first] = binders;
  const bindRest = binders.slice(1);
  return (frame) => {
    const lambda: Lambda = (...given) => {
      charge(frame, cost);
      first?.(frame, given[0]);
      for (let i = 0; i < bindRest.length; i++) bindRest[i]?.(frame, given[i + 1]);
      return body(frame);
    };
    return lambda;
  };
}
