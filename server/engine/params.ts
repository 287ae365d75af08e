// A node's params on their way from the document to `run`: compiled once, evaluated when the step first starts, kept in the
// journal as plain JSON, and read (checked by the node's own schema) from that JSON at every attempt. A list that stands in
// the journal is kept as a mark that says where; a deferred expression is kept as written.
import type { z } from 'zod';
import type { NodeType } from '../../nodes/kit/define.ts';
import { type ErrorCode, type Failure, FailureError, fail } from '../../nodes/kit/errors.ts';
import type { Compiled, Reference, ReferenceRoot, Scope } from '../../nodes/kit/expression/expression.ts';
import { compileValue } from '../../nodes/kit/expression/expression.ts';
import type { Evaluator, FieldHandling } from '../../nodes/kit/fields.ts';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import { pointer } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import { isSecretHandle } from '../../nodes/kit/secret-handle.ts';
import { arrayList, type ListMark, listMark, type StoredList } from './lists.ts';
import { type PlainReader, plainReader } from './plain-params.ts';
import type { StepScope } from './scope.ts';

interface Param {
  readonly name: string;
  readonly handling: FieldHandling | 'value';
  readonly written: Json;
  readonly compiled: Compiled | null;
  readonly problem: Failure | null;
  /** `{{ steps.<id>.<property> }}` and nothing else. */
  readonly direct: { readonly id: string; readonly property: string } | null;
  /** Empty values that count as none: the field may be left out and its schema refuses them. */
  readonly blanks: readonly Json[];
}

export interface CompiledParams {
  readonly params: readonly Param[];
  readonly schema: z.ZodType | null;
  /** Tried before the schema. */
  readonly plain: PlainReader | null;
  /** Names that any of them uses. */
  readonly references: readonly Reference[];
  readonly roots: ReadonlySet<ReferenceRoot>;
  /** The same for every step: evaluated and checked at the first one. */
  readonly constant: boolean;
  readonly container: boolean;
  /** Steps whose list result one of them reads page by page. */
  readonly direct: readonly string[];
  fixed: Prepared | null;
}

/** Ready for `run`; `kept` is what the journal keeps. */
export interface Prepared {
  readonly kept: JsonObject;
  readonly params: Record<string, unknown>;
}

const directList = /^\s*\{\{\s*steps\.([a-z][A-Za-z0-9]{0,62})\.([A-Za-z_][A-Za-z0-9_]*)\s*\}\}\s*$/;

export function compileParams(node: FlowNode, type: NodeType | undefined): CompiledParams {
  const shape = (type?.params?.shape ?? {}) as Record<string, z.ZodType>;
  const params = Object.entries(node.params).map(([name, written]) => compileParam(name, written as Json, shape[name]));
  const references = params.flatMap((param) => param.compiled?.references ?? []);
  return {
    params,
    schema: type?.params ?? null,
    plain: plainReader(type?.params),
    references,
    roots: new Set(references.map((reference) => reference.root)),
    constant: params.every((param) => param.handling === 'value' && param.compiled?.constant === true),
    container: type?.kind === 'container',
    direct: params.flatMap((param) => (param.direct ? [param.direct.id] : [])),
    fixed: null,
  };
}

function compileParam(name: string, written: Json, schema: z.ZodType | undefined): Param {
  const handling = handlingOf(schema);
  const blanks = blanksOf(schema);
  const result = compileValue(written);
  const direct = handling === 'list' && typeof written === 'string' ? directList.exec(written) : null;
  if ('compiled' in result)
    return {
      name,
      handling,
      written,
      compiled: result.compiled,
      problem: null,
      direct: direct ? { id: direct[1] as string, property: direct[2] as string } : null,
      blanks,
    };
  const [first] = result.problems;
  const message = `"${name}": ${first?.message ?? 'the expression cannot be read'}`;
  return {
    name,
    handling,
    written,
    compiled: null,
    problem: { code: (first?.code ?? 'expression_syntax') as ErrorCode, message },
    direct: null,
    blanks,
  };
}

const blanksOf = (schema: z.ZodType | undefined): readonly Json[] =>
  schema?.safeParse(undefined).success ? ['', null].filter((blank) => !schema.safeParse(blank).success) : [];

/** The handling hint of a field, also when it is optional or has a default. */
function handlingOf(schema: z.ZodType | undefined): Param['handling'] {
  for (let at: z.ZodType | undefined = schema; at !== undefined; ) {
    const handling = (at.meta() as { readonly handling?: FieldHandling } | undefined)?.handling;
    if (handling) return handling;
    at = (at as { readonly def?: { readonly innerType?: z.ZodType } }).def?.innerType;
  }
  return 'value';
}

/** What evaluating needs to know of where the step stands. */
export interface ParamSource {
  readonly scope: StepScope;
  /** The list result of an upstream step, when it is one. */
  storedList(id: string, property: string): ListMark | null;
  openList(mark: ListMark): StoredList;
}

/** Evaluates params for a step that starts. */
export function evaluateParams(compiled: CompiledParams, source: ParamSource): Prepared {
  if (compiled.fixed) return compiled.fixed;
  const kept: Record<string, Json> = {};
  for (const param of compiled.params) {
    if (param.problem) throw new FailureError(param.problem);
    kept[param.name] = param.handling === 'deferred' ? param.written : evaluateParam(param, source);
  }
  const prepared = readParams(compiled, kept, source);
  if (compiled.constant) compiled.fixed = prepared;
  return prepared;
}

function evaluateParam(param: Param, source: ParamSource): Json {
  const mark = param.direct && source.storedList(param.direct.id, param.direct.property);
  if (mark) return { [listMark]: { ...mark } };
  return evaluated(param.compiled as Compiled, source.scope, param.name);
}

function evaluated(compiled: Compiled, scope: Scope, name: string): Json {
  const result = compiled.evaluate(scope);
  if (!result.ok) throw fail(result.error.code, `"${name}": ${result.error.message}`);
  return result.value as Json;
}

/** The value of a container's deferred param, seen from inside. */
export function evaluateDeferred(compiled: CompiledParams, name: string, scope: Scope): Json {
  const param = compiled.params.find((one) => one.name === name);
  if (param?.problem) throw new FailureError(param.problem);
  return param?.compiled ? evaluated(param.compiled, scope, name) : null;
}

/** Makes of kept params what `run` gets. Throws a FailureError when they do not fit the node's schema. */
export function readParams(compiled: CompiledParams, kept: JsonObject, source: ParamSource): Prepared {
  const given: Record<string, unknown> = { ...kept };
  for (const { name, handling, blanks } of compiled.params) {
    if (blanks.includes(kept[name] as Json)) delete given[name];
    else if (handling === 'list') given[name] = asList(kept[name] as Json, source);
  }
  const params = compiled.plain?.(given) ?? checked(compiled.schema, given, kept);
  if (!compiled.container)
    for (const param of compiled.params)
      if (param.handling === 'deferred' && param.compiled) params[param.name] = evaluatorOf(param.name, param.compiled, source.scope);
  return { kept, params };
}

function checked(schema: z.ZodType | null, given: Record<string, unknown>, kept: JsonObject): Record<string, unknown> {
  const parsed = schema ? schema.safeParse(given) : { success: true as const, data: given };
  if (parsed.success) return parsed.data as Record<string, unknown>;
  const [issue] = parsed.error.issues;
  const at = issue?.path ?? [];
  if (at.some((_, depth) => isSecretHandle(valueAt(kept, at.slice(0, depth + 1)))))
    throw fail('param_invalid', `${pointer(at)}: a secret cannot stand here, for this value is shown and recorded.`);
  throw fail('param_invalid', `${pointer(at) || 'The settings'}: ${issue?.message ?? 'not valid'}`);
}

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined), value);

function asList(value: Json, source: ParamSource): unknown {
  if (Array.isArray(value)) return arrayList(value);
  const mark = typeof value === 'object' && value !== null ? (value as { readonly [listMark]?: ListMark })[listMark] : undefined;
  return mark ? source.openList(mark) : value;
}

const evaluatorOf =
  (name: string, compiled: Compiled, scope: StepScope): Evaluator =>
  ({ item, index }) =>
    evaluated(compiled, scope.about(item, index), name);
