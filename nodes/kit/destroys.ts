// Which settings make a step one that deletes, found by asking the node's own effect: with its defaults, with each choice, with each
// two choices together. A node whose effect hangs on free text is asked with empty text. Only asked when types are described.
import type { z } from 'zod';
import type { NodeType } from './define.ts';
import type { Json, JsonObject } from './json.ts';

/** Sets of param values with which it destroys; `[{}]`: always; `[]`: never. */
export function destroysOf({ effect, params }: NodeType, form: JsonObject): readonly JsonObject[] {
  if (typeof effect !== 'function') return effect === 'destroy' ? [{}] : [];
  const fields = Object.entries((form.properties ?? {}) as { readonly [name: string]: JsonObject });
  const shape = params.shape as Record<string, z.ZodType>;
  const usual = Object.fromEntries(fields.map(([name, field]) => [name, usualOf(shape[name], field)]));
  const destroys = (given: JsonObject): boolean => {
    try {
      return effect({ ...usual, ...given }) === 'destroy';
    } catch {
      return false;
    }
  };
  // A choice that has to be made: without it nothing is known.
  const open = new Set(
    fields
      .filter(([name, field]) => valuesOf(field).length > 0 && usual[name] === undefined && isRequired(form, name))
      .map(([name]) => name),
  );
  if (open.size === 0 && destroys({})) return [{}];
  const options = fields.flatMap(([name, field]) => valuesOf(field).map((value): [string, Json] => [name, value]));
  const alone = options.filter(([name, value]) => (open.size === 0 || open.has(name)) && destroys({ [name]: value }));
  const rest = options.filter((option) => !alone.includes(option));
  const together = rest.flatMap(([name, value], index) =>
    rest
      .slice(index + 1)
      .filter(([other]) => other !== name && (open.size === 0 || open.has(name) || open.has(other)))
      .map(([other, value2]): JsonObject => ({ [name]: value, [other]: value2 }))
      .filter(destroys),
  );
  return [...alone.map(([name, value]): JsonObject => ({ [name]: value })), ...together];
}

function usualOf(schema: z.ZodType | undefined, field: JsonObject): unknown {
  const parsed = schema?.safeParse(undefined);
  return parsed?.success ? parsed.data : field.type === 'string' && field.enum === undefined ? '' : undefined;
}

const isRequired = (form: JsonObject, name: string): boolean => ((form.required ?? []) as readonly string[]).includes(name);

const valuesOf = ({ type, enum: values }: JsonObject): readonly Json[] =>
  Array.isArray(values) ? values : type === 'boolean' ? [true, false] : [];
