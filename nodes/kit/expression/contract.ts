/**
 * The shapes of the expression language: what compiling, evaluating and completing take and give.
 * Types only. Problems are found before a run, errors while one runs; both are values, never thrown at a caller.
 */

/** Found while compiling. `from` and `to` are offsets in the text of the field. */
export interface ExprProblem {
  readonly code:
    | 'expression_syntax'
    | 'expression_not_allowed'
    | 'expression_unknown_name'
    | 'expression_unknown_function'
    | 'expression_arguments';
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

/** Where in a value (a node's params, say) a text stands: `['rows', 0, 'title']`; empty for a single field. */
export type ValuePath = readonly (string | number)[];

/** A problem in a text inside a larger value. */
export interface ValueProblem extends ExprProblem {
  readonly path: ValuePath;
}

/** Happened while evaluating. `at` says in which text of a compiled value, `from` and `to` where in that text. */
export interface ExprError {
  readonly code: 'expression_failed' | 'expression_budget' | 'list_too_large';
  readonly message: string;
  readonly from?: number;
  readonly to?: number;
  readonly at?: ValuePath;
}

/** How much one evaluation may do. Left out: the defaults of `budget.ts`. */
export interface Limits {
  /** Units of work: two arrow calls or one to four other calls are one, long lists and texts more. Default 100,000. */
  readonly steps?: number;
  /** Characters of a text, and of the JSON of a result. Default 8 MB. */
  readonly text?: number;
}

/**
 * The names visible to an expression. Values are plain JSON; a function of the scope is called only when an expression
 * reaches its name, so a host may load lazily. It may throw `fail('list_too_large', …)` to end the evaluation with that error.
 */
export interface Scope {
  readonly inputs: unknown;
  readonly trigger: unknown;
  readonly run: unknown;
  readonly memory: unknown;
  readonly item?: unknown;
  readonly index?: number;
  /** loops.<id>: the item and index of an outer loop. */
  loop(id: string): { readonly item: unknown; readonly index: number } | undefined;
  /** steps.<id>: the result, or null. */
  step(id: string): unknown;
  /** errors.<id>: code, message, …, or null. */
  error(id: string): unknown;
  /** status.<id>: 'succeeded', 'failed' …, or null. */
  status(id: string): string | null;
  /** Fixed per step: the milliseconds of utcNow(). */
  readonly now: number;
  /** Fixed per step: what guid() and rand() are derived from. */
  readonly seed: string;
  readonly limits?: Limits;
}

type Result = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: ExprError };

export type ReferenceRoot = 'inputs' | 'trigger' | 'run' | 'memory' | 'item' | 'index' | 'loops' | 'steps' | 'errors' | 'status';

/** One use of a name of the scope. `from` and `to` cover `steps.listItems` (or the root alone when it takes no name). */
export interface Reference {
  readonly root: ReferenceRoot;
  /** The id after steps, errors, status or loops, the first member of inputs, trigger, run and memory; else null. */
  readonly name: string | null;
  /** The members that follow the name, as far as they are written literally: `steps.list.items[0].name` -> items, 0, name. */
  readonly path: readonly string[];
  readonly from: number;
  readonly to: number;
  /** In which text of a compiled value this stands. */
  readonly at: ValuePath;
}

/** Not wrong, but worth a look while editing: a member is read of something that is null. */
export interface NullWarning {
  readonly message: string;
  readonly from: number;
  readonly to: number;
  readonly at: ValuePath;
}

export interface Compiled {
  /** True when no name of the scope, no clock and no random value is used: the result is always the same. */
  readonly constant: boolean;
  readonly references: readonly Reference[];
  /** Never throws. The value may share parts with the scope: nobody changes it. */
  evaluate(scope: Scope): Result;
}

export type TextResult = { readonly compiled: Compiled } | { readonly problems: readonly ExprProblem[] };
export type ValueResult = { readonly compiled: Compiled } | { readonly problems: readonly ValueProblem[] };

export type FunctionFamily = 'text' | 'number' | 'date' | 'list' | 'object' | 'logic' | 'convert' | 'web' | 'azure';

/** One function of the catalog. The example is its test, its documentation and its completion text. */
export interface FunctionEntry {
  readonly name: string;
  readonly family: FunctionFamily;
  /** `addDays(timestamp, days, format?)`: the arity is read from this line; `…` takes any number. */
  readonly signature: string;
  readonly summary: string;
  readonly example: { readonly expr: string; readonly result: unknown };
}

/** What is known of a value: a sample (last run's data) and/or its JSON Schema. */
export interface Source {
  readonly sample?: unknown;
  readonly schema?: unknown;
}

/** A step or a loop that may be named here. */
export interface NamedSource extends Source {
  readonly id: string;
  readonly title?: string;
}

/** What completion knows at this node: only what may be named here is listed. */
export interface CompletionContext {
  readonly steps: readonly NamedSource[];
  readonly inputs?: Source;
  readonly trigger?: Source;
  readonly run?: Source;
  readonly memory?: Source;
  /** Present only inside a loop: the innermost loop's item. */
  readonly item?: Source;
  /** The loops around this node; sample and schema are those of an item. */
  readonly loops?: readonly NamedSource[];
}

/** A candidate: replace `from`..`to` of the field's text by `insert`. */
export interface Completion {
  readonly label: string;
  readonly insert: string;
  readonly kind: 'name' | 'step' | 'member' | 'method' | 'function';
  /** A type, a signature or a title. */
  readonly detail?: string;
  /** A sentence; for functions the summary with its example, for members the sample value. */
  readonly info?: string;
  readonly from: number;
  readonly to: number;
}
