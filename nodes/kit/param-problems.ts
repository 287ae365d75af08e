// What is wrong with the values of one step: missing or wrong ones by the type's JSON Schema, expressions that cannot compile,
// names that do not exist or do not come before this step, and what looks like a secret. Values that an expression gives
// are checked when the step runs.

import { z } from 'zod';
import { policyFindings } from './backup-policy/rules.ts';
import { compileValue, hasExpression, type Reference } from './expression/expression.ts';
import type { FieldUi } from './fields.ts';
import { type Flow, type FlowNode, pointer } from './flow.ts';
import type { Graph } from './graph.ts';
import type { JsonObject } from './json.ts';
import type { NodeTypeJson } from './node-type-json.ts';
import { isSecretHandle } from './secret-handle.ts';
import { secretLike } from './secret-like.ts';
import type { ProblemItem } from './wire/problem.ts';

type Path = readonly PropertyKey[];

export function paramProblems(flow: Flow, graph: Graph, node: FlowNode, type: NodeTypeJson, at: Path): ProblemItem[] {
  const base = [...at, 'params'];
  return [
    ...schemaProblems(node, type, base),
    ...expressionProblems(flow, graph, node, type, base),
    ...secretLike(withoutNames(node, type), base).map(
      (path): ProblemItem => ({
        code: 'secret_in_param',
        path: pointer(path),
        message: 'This looks like a secret. Keep it in a connection: a flow is shared, exported and logged.',
        severity: 'warning',
        nodeId: node.id,
      }),
    ),
  ];
}

/** A field whose values are listed holds the name of something, such as that of a Key Vault's secret. */
function withoutNames({ params }: FlowNode, type: NodeTypeJson): JsonObject {
  const fields = (type.params.properties ?? {}) as { readonly [name: string]: { readonly ui?: { readonly choices?: unknown } } };
  return Object.fromEntries(Object.entries(params).filter(([name]) => fields[name]?.ui?.choices === undefined));
}

const validators = new WeakMap<JsonObject, { readonly [name: string]: z.ZodType }>();

/** One validator per param, made once per node type. Schemas that zod cannot read accept everything; the server checks again. */
function validatorsOf(type: NodeTypeJson): { readonly [name: string]: z.ZodType } {
  const known = validators.get(type.params);
  if (known) return known;
  const properties = (type.params.properties ?? {}) as { readonly [name: string]: JsonObject };
  const definitions = type.params.$defs === undefined ? {} : { $defs: type.params.$defs };
  const made = Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      z.fromJSONSchema({ ...schema, ...definitions } as Parameters<typeof z.fromJSONSchema>[0]),
    ]),
  );
  validators.set(type.params, made);
  return made;
}

/** Does this value, or anything inside it, come from an expression? */
const isDynamic = (value: unknown): boolean => {
  if (typeof value === 'string') return hasExpression(value);
  if (typeof value === 'object' && value !== null) return Object.values(value).some(isDynamic);
  return false;
};

const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (current, part) => (typeof current === 'object' && current !== null ? (current as Record<PropertyKey, unknown>)[part] : undefined),
    value,
  );

function schemaProblems(node: FlowNode, type: NodeTypeJson, base: Path): ProblemItem[] {
  const properties = (type.params.properties ?? {}) as { readonly [name: string]: JsonObject };
  const required = new Set((type.params.required ?? []) as readonly string[]);
  const found: ProblemItem[] = [];
  const wrong = (path: Path, code: string, message: string) =>
    found.push({ code, path: pointer(path), message, severity: 'error', nodeId: node.id });
  for (const [name, schema] of Object.entries(properties)) {
    const value = node.params[name];
    const title = typeof schema.title === 'string' ? schema.title : name;
    if (value === undefined || value === null || value === '') {
      if (required.has(name) && shown(schema, node.params, properties)) wrong([...base, name], 'param_missing', `“${title}” is missing.`);
      continue;
    }
    if (isSecretField(schema) && !isDynamic(value) && !isSecretHandle(value)) {
      wrong(
        [...base, name],
        'secret_in_param',
        `“${title}” is a secret and cannot be written here: use a secret input, as in {{ inputs.password }}, or a Key Vault.`,
      );
      continue;
    }
    if (schema.handling !== undefined) continue; // a list or an expression: what it gives is known when it runs
    if ((schema.ui as { readonly widget?: string } | undefined)?.widget === 'policy')
      for (const finding of policyFindings(value)) wrong([...base, name, ...finding.path], 'param_invalid', finding.message);
    const checked = validatorsOf(type)[name]?.safeParse(value);
    if (!checked || checked.success) continue;
    for (const issue of checked.error.issues) {
      if (!isDynamic(valueAt(value, issue.path)))
        wrong([...base, name, ...issue.path], 'param_invalid', `“${title}”: ${lowerFirst(issue.message)}.`);
    }
  }
  for (const name of Object.keys(node.params)) {
    if (!(name in properties))
      found.push({
        code: 'param_invalid',
        path: pointer([...base, name]),
        message: `This step has no value called “${name}”; it is ignored.`,
        severity: 'warning',
        nodeId: node.id,
      });
  }
  return found;
}

const isSecretField = (schema: JsonObject): boolean => (schema.ui as { readonly secret?: boolean } | undefined)?.secret === true;

/** A field that the form hides because of another value is not missing. */
function shown(schema: JsonObject, params: FlowNode['params'], properties: { readonly [name: string]: JsonObject }): boolean {
  const { when } = (schema.ui ?? {}) as FieldUi;
  return [when ?? []].flat().every((one) => {
    const value = params[one.param] ?? properties[one.param]?.default;
    return value === undefined || one.in.includes(value as string);
  });
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '');

function expressionProblems(flow: Flow, graph: Graph, node: FlowNode, type: NodeTypeJson, base: Path): ProblemItem[] {
  const properties = (type.params.properties ?? {}) as { readonly [name: string]: JsonObject };
  return Object.entries(node.params).flatMap(([name, value]): ProblemItem[] => {
    const result = compileValue(value);
    const place = (path: Path) => pointer([...base, name, ...path]);
    if ('problems' in result)
      return result.problems.map(({ code, message, from, to, path }) => ({
        code,
        message,
        path: place(path),
        from,
        to,
        severity: 'error',
        nodeId: node.id,
      }));
    const names: Names = {
      flow,
      graph,
      node,
      ownItem: properties[name]?.handling === 'deferred' && type.container !== 'scope',
      ownSteps: properties[name]?.handling === 'deferred' && type.kind === 'container',
    };
    return result.compiled.references.flatMap((reference): ProblemItem[] => {
      const wrong = wrongName(reference, names);
      return wrong === null
        ? []
        : [{ ...wrong, path: place(reference.at), from: reference.from, to: reference.to, severity: 'error', nodeId: node.id }];
    });
  });
}

interface Names {
  readonly flow: Flow;
  readonly graph: Graph;
  readonly node: FlowNode;
  /** The field is evaluated once per item. */
  readonly ownItem: boolean;
  /** The field of a container (`collect`, `until`) is evaluated when the steps inside it have ended, and sees them. */
  readonly ownSteps: boolean;
}

function wrongName({ root, name }: Reference, { flow, graph, node, ownItem, ownSteps }: Names): { code: string; message: string } | null {
  switch (root) {
    case 'inputs':
      if (name === null || flow.inputs.some((input) => input.name === name)) return null;
      return { code: 'unknown_input', message: `The flow has no input called “${name}”.` };
    case 'item':
    case 'index':
      return ownItem || graph.around(node.id).length > 0
        ? null
        : { code: 'expression_unknown_name', message: `“${root}” exists only inside a loop.` };
    case 'loops':
      if (name === null || graph.around(node.id).includes(name) || (ownItem && name === node.id)) return null;
      return { code: 'unknown_reference', message: `“${name}” is no loop around this step.` };
    case 'steps':
    case 'errors':
    case 'status':
      return name === null ? null : wrongStep(name, graph, node, ownSteps);
    default:
      return null;
  }
}

function wrongStep(name: string, graph: Graph, node: FlowNode, ownSteps: boolean): { code: string; message: string } | null {
  const other = graph.nodes.get(name);
  if (!other) return { code: 'unknown_reference', message: `There is no step called “${name}”.` };
  if (graph.isUpstream(name, node.id)) return null;
  if (ownSteps && graph.parent(name) === node.id) return null;
  const inside = graph.around(name).find((container) => container !== node.id && !graph.around(node.id).includes(container));
  if (inside !== undefined)
    return {
      code: 'not_upstream',
      message: `“${name}” stands inside “${inside}”: from outside only the container's own result can be named.`,
    };
  return { code: 'not_upstream', message: `“${name}” does not come before this step.` };
}
