/**
 * Compiles the parameters of arrow functions: names, and lists or objects of names (`([key, value]) => …`). Taking a
 * value apart reads own data members, as everywhere. Defaults and rest parameters are left out.
 */
import type { Pattern } from 'acorn';
import type { Frame } from './budget.ts';
import { type Compiler, refuse } from './compiler.ts';
import { isForbidden, readMember } from './members.ts';

export type Binder = (frame: Frame, value: unknown) => void;

const skip: Binder = () => {};

export function compilePattern(node: Pattern, c: Compiler): Binder {
  if (node.type === 'Identifier') {
    if (isForbidden(node.name)) {
      refuse(c, node, 'expression_not_allowed', `"${node.name}" cannot be a name.`);
      return skip;
    }
    const slot = c.slotCount++;
    c.bound.push({ name: node.name, slot });
    return (frame, value) => {
      frame.slots[slot] = value === undefined ? null : value;
    };
  }
  if (node.type === 'ArrayPattern') {
    const parts = node.elements.map((element) => (element === null ? skip : compilePattern(element, c)));
    return (frame, value) => {
      parts.forEach((part, i) => {
        part(frame, readMember(value, String(i)));
      });
    };
  }
  if (node.type === 'ObjectPattern') {
    const parts = node.properties.map((property): Binder => {
      if (property.type === 'RestElement' || property.computed || property.key.type !== 'Identifier' || isForbidden(property.key.name)) {
        refuse(c, property, 'expression_not_allowed', 'Only plain member names can be taken out of an object here.');
        return skip;
      }
      const { name } = property.key;
      const inner = compilePattern(property.value, c);
      return (frame, value) => inner(frame, readMember(value, name));
    });
    return (frame, value) => {
      for (const part of parts) part(frame, value);
    };
  }
  refuse(c, node, 'expression_not_allowed', 'A parameter is a name, without default or "...".');
  return skip;
}
