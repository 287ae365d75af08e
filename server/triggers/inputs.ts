// What a run is given: inputs as a caller sends them, or as a trigger maps them from what arrived. Checked against the flow's
// inputs, defaults filled in; whatever is wrong is said by path. Nothing here starts anything.
import { type Compiled, compileValue } from '../../nodes/kit/expression/expression.ts';
import { type Flow, type FlowNode, pointer } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { TriggerEvent } from '../../nodes/kit/records.ts';
import { isSecretHandle } from '../../nodes/kit/secret-handle.ts';
import { readValueSchema, type ValueSchema } from '../../nodes/kit/value-schema.ts';
import type { ProblemItem } from '../../nodes/kit/wire/problem.ts';
import { refuse } from '../store/refusal.ts';

interface Known {
  readonly schemas: ReadonlyMap<string, ValueSchema>;
  readonly mappings: Map<string, Compiled>;
}

/** Per parsed document: schemas and mappings are read once per flow version. */
const known = new WeakMap<Flow, Known>();

function knownOf(flow: Flow): Known {
  let found = known.get(flow);
  if (!found) {
    const schemas = flow.inputs.map((input, index) => {
      const schema = readValueSchema(input.schema as JsonObject);
      if ('unusable' in schema)
        throw refuse('flow_invalid', `The schema of input “${input.name}” cannot be used: ${schema.unusable}.`, {
          problems: [{ code: 'flow_invalid', path: `/inputs/${index}/schema`, message: schema.unusable }],
        });
      return [input.name, schema] as const;
    });
    found = { schemas: new Map(schemas), mappings: new Map() };
    known.set(flow, found);
  }
  return found;
}

/** Refuses with `inputs_invalid`; paths are `/inputs/<name>`. */
export function checkInputs(flow: Flow, given: JsonObject): JsonObject {
  if (flow.inputs.length === 0 && Object.keys(given).length === 0) return given;
  const { schemas } = knownOf(flow);
  const problems: ProblemItem[] = [];
  const wrong = (name: string, message: string, below = '') =>
    problems.push({ code: 'inputs_invalid', path: `/inputs${pointer([name])}${below}`, message });
  for (const name of Object.keys(given)) if (!schemas.has(name)) wrong(name, `the flow has no input “${name}”`);
  const inputs: { [name: string]: Json } = {};
  for (const input of flow.inputs) {
    const value = Object.hasOwn(given, input.name) ? given[input.name] : input.default;
    if (value === undefined || (value === null && input.required)) {
      if (input.required) wrong(input.name, `“${input.title ?? input.name}” is missing`);
      else inputs[input.name] = null;
      continue;
    }
    if (input.secret && value !== null && typeof value !== 'string' && !isSecretHandle(value)) wrong(input.name, 'a secret is a text');
    const issues = value === null || isSecretHandle(value) ? [] : (schemas.get(input.name)?.problems(value as Json) ?? []);
    for (const issue of issues.slice(0, 20)) wrong(input.name, issue.message, pointer(issue.path));
    inputs[input.name] = value as Json;
  }
  if (problems.length > 0)
    throw refuse('inputs_invalid', `The inputs do not fit the flow: ${problems[0]?.path} ${problems[0]?.message}.`, { problems });
  return inputs;
}

/** Inputs as the trigger node's `inputs` maps them. What it gives as null counts as not given, so defaults hold. */
export function mapInputs(flow: Flow, node: FlowNode, trigger: TriggerEvent, now: number): JsonObject {
  const { mappings } = knownOf(flow);
  let compiled = mappings.get(node.id);
  if (!compiled) {
    const result = compileValue(node.params.inputs ?? {});
    if ('problems' in result)
      throw refuse('flow_invalid', `The inputs of trigger “${node.id}” cannot be read: ${result.problems[0]?.message}.`);
    compiled = result.compiled;
    mappings.set(node.id, compiled);
  }
  const result = compiled.evaluate({
    inputs: {},
    trigger,
    run: null,
    memory: {},
    loop: () => undefined,
    step: () => null,
    error: () => null,
    status: () => null,
    now,
    seed: `${node.id} ${trigger.at}`,
  });
  if (!result.ok) {
    const path = `/inputs${pointer(result.error.at ?? [])}`;
    throw refuse('inputs_invalid', `What arrived does not give the flow’s inputs: ${result.error.message}.`, {
      problems: [{ code: result.error.code, path, message: result.error.message }],
    });
  }
  const given = Object.entries(result.value as { [name: string]: Json }).filter(([, value]) => value !== null && value !== undefined);
  // What arrived is kept with the run: too late to close it.
  const secret = given.find(([name]) => flow.inputs.some((input) => input.name === name && input.secret === true));
  if (secret)
    throw refuse('inputs_invalid', `The input “${secret[0]}” is a secret; a trigger cannot give it.`, {
      problems: [{ code: 'inputs_invalid', path: `/inputs${pointer([secret[0]])}`, message: 'is a secret; a trigger cannot give it' }],
    });
  return Object.fromEntries(given);
}
