/**
 * The public face of the `{{ … }}` language: compile, check, rename, complete. Used by the engine and by the editor.
 * It never builds host code, never reads a prototype and never throws at its caller.
 */
import type { Completion, CompletionContext, FunctionEntry, TextResult, ValueResult } from './contract.ts';

export type {
  Compiled,
  Completion,
  CompletionContext,
  ExprError,
  ExprProblem,
  FunctionEntry,
  FunctionFamily,
  Limits,
  NamedSource,
  Reference,
  ReferenceRoot,
  Result,
  Scope,
  Source,
  TextResult,
  ValuePath,
  ValueProblem,
  ValueResult,
} from './contract.ts';

export declare function compileValue(value: unknown): ValueResult;
export declare function compileText(text: string): TextResult;
export declare function hasExpression(text: string): boolean;
export declare function renameReferences(text: string, from: string, to: string): string;
export declare function complete(text: string, cursor: number, context: CompletionContext): Completion[];
export declare const functionCatalog: readonly FunctionEntry[];
