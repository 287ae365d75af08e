/**
 * How a function of the catalog is declared: signature, summary, example, body. The arity, and which arguments may be
 * arrow functions, are read from the signature, so that documentation and behaviour cannot drift apart.
 */
import type { Eval, Frame } from '../budget.ts';
import type { FunctionEntry, FunctionFamily } from '../contract.ts';

export type Lambda = (...given: unknown[]) => unknown;
export type Body = (args: readonly unknown[], frame: Frame) => unknown;

export interface TableFunction {
  readonly entry: FunctionEntry;
  readonly min: number;
  readonly max: number;
  /** Which arguments may be arrow functions. */
  readonly lambdas: ReadonlySet<number>;
  /** Depends on the clock or on the seed. */
  readonly varies: boolean;
  /** What a call costs, before what its arguments weigh. */
  readonly cost: number;
  /** Evaluates only the arguments it needs. */
  readonly lazy?: (args: readonly Eval[]) => Eval;
  readonly call: Body;
}

interface Extras {
  readonly varies?: boolean;
  readonly lazy?: (args: readonly Eval[]) => Eval;
}

/** Units for one call: what it takes beside an arrow call, which is half a unit. Measured by test/security/expressions. */
const costs: Readonly<Record<FunctionFamily, number>> = {
  azure: 1,
  convert: 0.75,
  date: 1.25,
  list: 0.5,
  logic: 0.25,
  number: 0.5,
  object: 0.5,
  text: 0.75,
  web: 0.75,
};

/** One line of a family: signature, summary, [expression, its result], body. */
export type Definition = readonly [signature: string, summary: string, example: readonly [string, unknown], call: Body, extras?: Extras];

export function family(name: FunctionFamily, definitions: readonly Definition[]): TableFunction[] {
  return definitions.map(([signature, summary, [expr, result], call, extras]) => {
    const parameters = parametersOf(signature);
    const variadic = parameters.at(-1) === '…';
    const named = variadic ? parameters.slice(0, -1) : parameters;
    return {
      entry: { name: signature.slice(0, signature.indexOf('(')), family: name, signature, summary, example: { expr, result } },
      min: named.filter((parameter) => !parameter.endsWith('?')).length,
      max: variadic ? Number.POSITIVE_INFINITY : named.length,
      lambdas: new Set(named.flatMap((parameter, index) => (parameter.includes('=>') ? [index] : []))),
      varies: extras?.varies ?? false,
      cost: costs[name],
      ...(extras?.lazy ? { lazy: extras.lazy } : {}),
      call,
    };
  });
}

/** `groupBy(list, item => key)` -> ['list', 'item => key']. */
function parametersOf(signature: string): string[] {
  const inside = signature.slice(signature.indexOf('(') + 1, signature.lastIndexOf(')'));
  return inside === '' ? [] : inside.split(', ');
}
