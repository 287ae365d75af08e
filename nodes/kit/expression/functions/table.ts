/**
 * All functions, by name. A Map, so that a name like `constructor` is simply not in it.
 */
import { azureFunctions } from './azure.ts';
import { convertFunctions } from './convert.ts';
import { dateFunctions } from './date.ts';
import type { TableFunction } from './define.ts';
import { listFunctions } from './list.ts';
import { logicFunctions } from './logic.ts';
import { numberFunctions } from './number.ts';
import { objectFunctions } from './object.ts';
import { textFunctions } from './text.ts';
import { webFunctions } from './web.ts';
import { zoneFunctions } from './zone.ts';

export type { Lambda, TableFunction } from './define.ts';

export const allFunctions: readonly TableFunction[] = [
  ...textFunctions,
  ...numberFunctions,
  ...dateFunctions,
  ...zoneFunctions,
  ...listFunctions,
  ...objectFunctions,
  ...logicFunctions,
  ...convertFunctions,
  ...webFunctions,
  ...azureFunctions,
];

export const functions: ReadonlyMap<string, TableFunction> = new Map(allFunctions.map((entry) => [entry.entry.name, entry]));

/** What is wrong with a number of arguments, or nothing. */
export function arityProblem({ entry, min, max }: TableFunction, given: number): string | undefined {
  if (given >= min && given <= max) return undefined;
  const wanted = max === Number.POSITIVE_INFINITY ? `at least ${min}` : min === max ? `${min}` : `${min} to ${max}`;
  return `${entry.name} takes ${wanted} argument${wanted === '1' || wanted === 'at least 1' ? '' : 's'}, not ${given}`;
}
