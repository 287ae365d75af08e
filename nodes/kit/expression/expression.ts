/**
 * The public face of the `{{ … }}` language: compile, check, rename, complete. Used by the engine and by the editor.
 * It never builds host code, never reads a prototype and never throws at its caller.
 */
import type { FunctionEntry } from './contract.ts';
import { allFunctions } from './functions/table.ts';

export { complete } from './complete.ts';
export type {
  Compiled,
  CompletionContext,
  FunctionEntry,
  NamedSource,
  Reference,
  ReferenceRoot,
  Scope,
  Source,
} from './contract.ts';
export { compileText, compileValue } from './field.ts';
export { nullWarnings } from './null-warnings.ts';
export { renameInValue, renameReferences } from './references.ts';
export { hasExpression } from './scan.ts';

/** Every function with its signature, a sentence and an example. */
export const functionCatalog: readonly FunctionEntry[] = allFunctions.map(({ entry }) => entry);
