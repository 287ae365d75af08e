/**
 * Compiles names and members: `inputs.vault`, `steps.list.items[0].name`, `i.tags[key]`. A chain of literal members
 * after a root becomes one closure and one reference. Ids of steps and loops must be literal, so that they can be checked.
 */
import type { AnyNode, Identifier, MemberExpression } from 'acorn';
import { type Eval, type Frame, keyOf, weigh } from './budget.ts';
import { type Compiler, idRoots, isRoot, nothing, refuse, slotOf } from './compiler.ts';
import type { ReferenceRoot } from './contract.ts';
import { unknownName } from './hints.ts';
import { isForbidden, readComputed, readMember } from './members.ts';

const constants: Readonly<Record<string, Eval>> = { undefined: () => null };

export function compileIdentifier(node: Identifier, c: Compiler): Eval {
  const slot = slotOf(c, node.name);
  if (slot !== undefined) return (frame) => frame.slots[slot];
  if (isRoot(node.name)) return compileRoot(node.name, node, [], c);
  const constant = Object.hasOwn(constants, node.name) ? constants[node.name] : undefined;
  return constant ?? refuse(c, node, 'expression_unknown_name', unknownName(node.name));
}

interface Key {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly quoted: boolean;
}

export function compileMember(node: MemberExpression, c: Compiler): Eval {
  const keys: Key[] = [];
  let base: AnyNode = node;
  while (base.type === 'MemberExpression') {
    const key = literalKey(base);
    if (key === undefined) break;
    if (isForbidden(key.name))
      return refuse(c, base.property, 'expression_not_allowed', `"${key.name}" cannot be read: only data members can.`);
    keys.unshift(key);
    base = transparent(base.object);
  }
  if (base.type === 'Identifier' && isRoot(base.name) && slotOf(c, base.name) === undefined) {
    const first = keys[0];
    if (first !== undefined || !idRoots.has(base.name)) return compileRoot(base.name, base, keys, c);
  }
  if (keys.length > 0) return chain(c.compile(base), keys);
  return compileComputed(node, c);
}

function compileComputed(node: MemberExpression, c: Compiler): Eval {
  const object = transparent(node.object);
  if (object.type === 'Identifier' && isRoot(object.name) && idRoots.has(object.name) && slotOf(c, object.name) === undefined)
    return refuse(c, node.property, 'expression_not_allowed', `After ${object.name} comes a fixed id, as in ${object.name}.listItems.`);
  if (node.property.type === 'PrivateIdentifier')
    return refuse(c, node.property, 'expression_not_allowed', 'There are no private members.');
  const target = c.compile(node.object);
  const key = c.compile(node.property);
  return (frame) => lookUp(frame, target(frame), key(frame));
}

/** A letter of a text, or a member by a computed name: both look at whole texts. */
function lookUp(frame: Frame, target: unknown, key: unknown): unknown {
  if (typeof target === 'string') weigh(frame, target);
  return readComputed(target, typeof key === 'string' ? keyOf(frame, key) : key);
}

/** Looks through parentheses and the wrapper that acorn puts around `?.`. */
export function transparent(node: AnyNode): AnyNode {
  let inner = node;
  while (inner.type === 'ParenthesizedExpression' || inner.type === 'ChainExpression') inner = inner.expression;
  return inner;
}

/** The key of a member that is written literally: `.a`, `['a']`, `[0]`. */
function literalKey(node: MemberExpression): Key | undefined {
  const property = node.property;
  if (!node.computed) {
    return property.type === 'Identifier' ? { name: property.name, from: property.start, to: property.end, quoted: false } : undefined;
  }
  if (property.type !== 'Literal') return undefined;
  if (typeof property.value !== 'string' && typeof property.value !== 'number') return undefined;
  return { name: String(property.value), from: property.start, to: property.end, quoted: typeof property.value === 'string' };
}

function compileRoot(root: ReferenceRoot, node: Identifier, keys: readonly Key[], c: Compiler): Eval {
  const first = keys[0];
  const named = root !== 'item' && root !== 'index';
  if (first === undefined && idRoots.has(root))
    return refuse(c, node, 'expression_unknown_name', `After ${root} comes the id of a step, as in ${root}.listItems.`);
  const rest = named ? keys.slice(1) : keys;
  const nameEnd = named && first ? (first.quoted ? first.to + 1 : first.to) : node.end;
  c.references.push({
    root,
    name: named && first ? first.name : null,
    path: rest.map((key) => key.name),
    from: c.base + node.start,
    to: c.base + nameEnd,
    at: c.at,
    nameFrom: c.base + (first?.from ?? node.start),
    nameTo: c.base + (first?.to ?? node.end),
    quoted: first?.quoted ?? false,
  });
  if (first !== undefined && idRoots.has(root)) return chain(idReader(root, first.name), rest);
  return chain(rootReader(root), keys);
}

function idReader(root: ReferenceRoot, id: string): Eval {
  if (root === 'steps') return (frame) => frame.scope.step(id) ?? null;
  if (root === 'errors') return (frame) => frame.scope.error(id) ?? null;
  if (root === 'status') return (frame) => frame.scope.status(id);
  return (frame) => frame.scope.loop(id) ?? null;
}

function rootReader(root: ReferenceRoot): Eval {
  switch (root) {
    case 'inputs':
      return (frame) => frame.scope.inputs ?? null;
    case 'trigger':
      return (frame) => frame.scope.trigger ?? null;
    case 'run':
      return (frame) => frame.scope.run ?? null;
    case 'memory':
      return (frame) => frame.scope.memory ?? null;
    case 'item':
      return (frame) => frame.scope.item ?? null;
    case 'index':
      return (frame) => frame.scope.index ?? null;
    default:
      return nothing;
  }
}

/** Reads literal members one after another. The short chains are unrolled: they are nearly all there are. */
function chain(base: Eval, keys: readonly Key[]): Eval {
  const [a, b] = keys;
  if (a === undefined) return base;
  if (keys.some(({ name }) => /^\d/.test(name))) return indexed(base, keys);
  if (b === undefined) return (frame) => readMember(base(frame), a.name);
  if (keys.length === 2) return (frame) => readMember(readMember(base(frame), a.name), b.name);
  const names = keys.map((key) => key.name);
  return (frame) => {
    let value = base(frame);
    for (const name of names) value = readMember(value, name);
    return value;
  };
}

/** A chain with a number in it may read a letter of a text. */
function indexed(base: Eval, keys: readonly Key[]): Eval {
  const names = keys.map((key) => key.name);
  return (frame) => {
    let value = base(frame);
    for (const name of names) {
      if (typeof value === 'string') weigh(frame, value);
      value = readMember(value, name);
    }
    return value;
  };
}
