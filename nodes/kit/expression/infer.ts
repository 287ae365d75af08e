/**
 * Guesses the shape of an expression from its syntax and from what is known upstream, so that completion works after
 * `steps.list.items.filter(i => i.ok).map(i => i.` too. It evaluates nothing; what it cannot tell is unknown.
 */
import type { AnyNode, CallExpression } from 'acorn';
import type { CompletionContext } from './contract.ts';
import { functions } from './functions/table.ts';
import { transparent } from './names.ts';
import { childOf, elementOf, type Shape, sampled, unknownShape } from './shape.ts';

/** The parameters of the arrows around a place. */
export type Known = ReadonlyMap<string, Shape>;

const errorShape: Shape = {
  schema: {
    type: 'object',
    properties: {
      code: { type: 'string', description: 'The stable code of the error.' },
      message: { type: 'string', description: 'What went wrong, in a sentence.' },
      azure: { type: 'object', properties: { code: { type: 'string' }, status: { type: 'integer' }, target: { type: 'string' } } },
      requestId: { type: 'string', description: 'The id of the request at the other side, for support.' },
    },
  },
};

function rootShape(name: string, context: CompletionContext): Shape {
  if (name === 'inputs' || name === 'trigger' || name === 'run' || name === 'memory' || name === 'item')
    return context[name] ?? unknownShape;
  return name === 'index' ? sampled(0) : unknownShape;
}

function namedShape(root: string, id: string, context: CompletionContext): Shape | undefined {
  if (root === 'steps') return context.steps.find((step) => step.id === id) ?? unknownShape;
  if (root === 'errors') return errorShape;
  if (root === 'status') return sampled('succeeded');
  if (root !== 'loops') return undefined;
  const loop = context.loops?.find((one) => one.id === id);
  return {
    sample: { item: loop?.sample ?? null, index: 0 },
    schema: { properties: { item: loop?.schema ?? {}, index: { type: 'integer' } } },
  };
}

export function infer(given: AnyNode, known: Known, context: CompletionContext): Shape {
  const node = transparent(given);
  switch (node.type) {
    case 'Identifier':
      return known.get(node.name) ?? rootShape(node.name, context);
    case 'Literal':
      return typeof node.value === 'object' || typeof node.value === 'bigint' ? unknownShape : sampled(node.value);
    case 'TemplateLiteral':
      return sampled('');
    case 'MemberExpression': {
      const key = keyOf(node);
      const object = transparent(node.object);
      if (key === undefined) return elementOf(infer(object, known, context));
      const named = object.type === 'Identifier' && !known.has(object.name) ? namedShape(object.name, key, context) : undefined;
      return named ?? childOf(infer(object, known, context), key);
    }
    case 'CallExpression':
      return inferCall(node, known, context);
    case 'LogicalExpression': {
      const left = infer(node.left, known, context);
      return left.sample === undefined && left.schema === undefined ? infer(node.right, known, context) : left;
    }
    case 'ConditionalExpression':
      return infer(node.consequent, known, context);
    case 'ArrayExpression': {
      const first = node.elements[0];
      return first && first.type !== 'SpreadElement' ? listOf(infer(first, known, context)) : { schema: { type: 'array' } };
    }
    case 'ObjectExpression': {
      const sample: Record<string, unknown> = {};
      for (const property of node.properties) {
        if (property.type === 'Property' && !property.computed && property.key.type === 'Identifier')
          sample[property.key.name] = infer(property.value, known, context).sample ?? null;
      }
      return sampled(sample);
    }
    default:
      return unknownShape;
  }
}

function keyOf(node: AnyNode & { type: 'MemberExpression' }): string | undefined {
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined;
  return node.property.type === 'Literal' && typeof node.property.value === 'string' ? node.property.value : undefined;
}

function listOf({ sample, schema }: Shape): Shape {
  return { ...(sample === undefined ? {} : { sample: [sample] }), schema: { type: 'array', items: schema ?? {} } };
}

const same = new Set('filter slice sort toSorted reverse toReversed take skip unique where except union intersection compact'.split(' '));
const one = new Set('find findLast at first last minBy maxBy'.split(' '));
const first = new Set('coalesce setProperty addProperty removeProperty merge'.split(' '));
const texts = new Set(
  'toLowerCase toUpperCase trim trimStart trimEnd substring replace replaceAll padStart padEnd repeat charAt toFixed toString join'.split(
    ' ',
  ),
);

function inferCall(node: CallExpression, known: Known, context: CompletionContext): Shape {
  const callee = transparent(node.callee);
  const member = callee.type === 'MemberExpression' && callee.property.type === 'Identifier' ? callee.property.name : undefined;
  const name = member ?? (callee.type === 'Identifier' ? callee.name : '');
  const method = member !== undefined;
  const source = callee.type === 'MemberExpression' ? callee.object : node.arguments[0];
  if (source === undefined || source.type === 'SpreadElement') return exampleShape(name, method);
  if (same.has(name) || first.has(name)) return infer(source, known, context);
  if (one.has(name)) return elementOf(infer(source, known, context));
  if (name === 'map' || name === 'flatMap' || name === 'pluck') {
    const body = node.arguments[method ? 0 : 1];
    if (body?.type !== 'ArrowFunctionExpression') return { schema: { type: 'array' } };
    const inner = infer(body.body, parametersOf(body, node, known, context), context);
    return name === 'flatMap' ? inner : listOf(inner);
  }
  if (method && texts.has(name)) return sampled('');
  if (method && name === 'split') return sampled(['']);
  return exampleShape(name, method);
}

/** A function gives what its example gives. */
function exampleShape(name: string, method: boolean): Shape {
  const found = method ? undefined : functions.get(name);
  return found === undefined ? unknownShape : sampled(found.entry.example.result);
}

/** What the parameters of an arrow stand for, seen from the call that it is an argument of. */
export function parametersOf(arrow: AnyNode, call: CallExpression, known: Known, context: CompletionContext): Known {
  if (arrow.type !== 'ArrowFunctionExpression') return known;
  const callee = transparent(call.callee);
  const method = callee.type === 'MemberExpression' && callee.property.type === 'Identifier' ? callee.property.name : undefined;
  const source = callee.type === 'MemberExpression' ? callee.object : call.arguments[0];
  const item = source === undefined || source.type === 'SpreadElement' ? unknownShape : elementOf(infer(source, known, context));
  const start = call.arguments[1];
  const initial =
    method === 'reduce' && start !== undefined && start.type !== 'SpreadElement' ? infer(start, known, context) : unknownShape;
  const shapes =
    method === 'reduce'
      ? [initial, item, sampled(0)]
      : method?.endsWith('ort') || method === 'toSorted'
        ? [item, item]
        : [item, sampled(0)];
  const inner = new Map(known);
  arrow.params.forEach((param, i) => {
    if (param.type === 'Identifier') inner.set(param.name, shapes[i] ?? unknownShape);
    if (param.type === 'ArrayPattern')
      param.elements.forEach((part, at) => {
        if (part?.type === 'Identifier') inner.set(part.name, childOf(shapes[i] ?? unknownShape, String(at)));
      });
    if (param.type === 'ObjectPattern')
      for (const part of param.properties)
        if (part.type === 'Property' && part.key.type === 'Identifier' && part.value.type === 'Identifier')
          inner.set(part.value.name, childOf(shapes[i] ?? unknownShape, part.key.name));
  });
  return inner;
}
