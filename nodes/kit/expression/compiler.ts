/**
 * What the parts of the compiler share while one expression is compiled: where problems, references and the slots of
 * arrow parameters are collected. It is thrown away when compiling ends.
 */
import type { AnyNode } from 'acorn';
import type { Eval } from './budget.ts';
import type { ExprProblem, Reference, ReferenceRoot, ValuePath } from './contract.ts';

/** A reference with the place of its name, for renaming: offsets in the field, and how the name is written. */
export interface LocatedReference extends Reference {
  readonly nameFrom: number;
  readonly nameTo: number;
  readonly quoted: boolean;
}

export interface Compiler {
  /** Offset of the expression in its field. */
  readonly base: number;
  readonly at: ValuePath;
  readonly problems: ExprProblem[];
  readonly references: LocatedReference[];
  /** Parameters of the arrows around the present node, innermost last. */
  readonly bound: { readonly name: string; readonly slot: number }[];
  slotCount: number;
  /** Nodes compiled so far: what an arrow's body costs per call. */
  size: number;
  depth: number;
  /** Uses the clock or random values. */
  varies: boolean;
  compile(node: AnyNode): Eval;
}

export const nothing: Eval = () => null;

/** Records a problem and stands in for what cannot be compiled. */
export function refuse(c: Compiler, node: { start: number; end: number }, code: ExprProblem['code'], message: string): Eval {
  c.problems.push({ code, message, from: c.base + node.start, to: c.base + node.end });
  return nothing;
}

export const roots: readonly ReferenceRoot[] = [
  'inputs',
  'trigger',
  'run',
  'memory',
  'item',
  'index',
  'loops',
  'steps',
  'errors',
  'status',
];

export const isRoot = (name: string): name is ReferenceRoot => (roots as readonly string[]).includes(name);

/** Roots that must be followed by a literal id. */
export const idRoots: ReadonlySet<ReferenceRoot> = new Set<ReferenceRoot>(['loops', 'steps', 'errors', 'status']);

export const slotOf = (c: Compiler, name: string): number | undefined => c.bound.findLast((entry) => entry.name === name)?.slot;
