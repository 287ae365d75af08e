// Does a body fit what the operation takes? Every property must be known, of its type, and of a known kind where a property tells
// kinds apart. What Azure only writes (ids, times) may stand in it: a resource that was read can be sent back.
import type { Json, JsonObject } from '../../kit/json.ts';
import { modelNamed, type Schemas } from './catalogue.ts';

interface BodyProblem {
  /** `properties.schedulePolicy.scheduleRunTimes[0]`. */
  readonly path: string;
  readonly says: string;
}

type Problems = readonly BodyProblem[];

const fine: Problems = [];
const wrong = (path: string, says: string): Problems => [{ path: path === '' ? 'it' : path, says }];
const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);
const isObject = (value: Json): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

export const bodyProblems = (schemas: Schemas, model: string, body: Json): Problems => checkModel(schemas, body, schemas[model] ?? {}, '');

function check(schemas: Schemas, value: Json, schema: JsonObject, path: string): Problems {
  const model = schema.$ref === undefined ? null : modelNamed(schemas, schema.$ref);
  if (model) return checkModel(schemas, value, model, path);
  if (value === null) return fine;
  const { type } = schema;
  if (Array.isArray(value) ? type !== 'array' : typeof value !== type) return wrong(path, `must be ${words[String(type)] ?? type}`);
  if (Array.isArray(value))
    return value.flatMap((entry: Json, index) => check(schemas, entry, schema.items as JsonObject, `${path}[${index}]`));
  if (!isObject(value)) return checkValue(value as string | number | boolean, schema, path);
  return Object.entries(value).flatMap(([name, entry]) =>
    check(schemas, entry, schema.additionalProperties as JsonObject, join(path, name)),
  );
}

function checkValue(value: string | number | boolean, schema: JsonObject, path: string): Problems {
  const { format, pattern } = schema;
  const allowed = schema.enum as readonly string[] | undefined;
  if (allowed && !allowed.includes(value as string)) return wrong(path, `must be one of ${allowed.join(', ')}`);
  if (typeof value === 'number' && !within(value, schema.minimum, schema.maximum))
    return wrong(path, `must be between ${schema.minimum ?? '−∞'} and ${schema.maximum ?? '∞'}`);
  if (typeof value !== 'string') return fine;
  if (!within(value.length, schema.minLength, schema.maxLength))
    return wrong(path, `must have ${schema.minLength ?? 0} to ${schema.maxLength ?? '∞'} characters`);
  if (format === 'date-time' && Number.isNaN(Date.parse(value))) return wrong(path, 'must be a time such as 2026-12-31T22:00:00Z');
  return typeof pattern === 'string' && !new RegExp(pattern).test(value) ? wrong(path, `must match ${pattern}`) : fine;
}

const within = (size: number, least: Json | undefined, most: Json | undefined): boolean =>
  (typeof least !== 'number' || size >= least) && (typeof most !== 'number' || size <= most);

interface Kinds {
  readonly propertyName: string;
  readonly mapping: { readonly [kind: string]: string };
}

function checkModel(schemas: Schemas, value: Json, base: JsonObject, path: string): Problems {
  if (value === null) return path === '' ? wrong(path, 'must be an object') : fine;
  if (!isObject(value)) return wrong(path, 'must be an object');
  const kinds = base.discriminator as unknown as Kinds | undefined;
  const kind = kinds && value[kinds.propertyName];
  const schema = kinds
    ? typeof kind === 'string' && Object.hasOwn(kinds.mapping, kind)
      ? modelNamed(schemas, kinds.mapping[kind])
      : null
    : base;
  if (kinds && !schema) return wrong(join(path, kinds.propertyName), `must be one of ${Object.keys(kinds.mapping).join(', ')}`);
  const properties = (schema?.properties ?? {}) as { readonly [name: string]: JsonObject };
  const required = (schema?.required ?? []) as readonly string[];
  const absent = required.filter((name) => value[name] === undefined || value[name] === null);
  return [
    ...absent.flatMap((name) => wrong(join(path, name), 'is missing')),
    ...Object.entries(value).flatMap(([name, entry]) => {
      const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
      if (!own) return wrong(join(path, name), `is not known here${nearest(name, Object.keys(properties))}`);
      return own.readOnly === true ? fine : check(schemas, entry, own, join(path, name));
    }),
  ];
}

const words: { readonly [type: string]: string } = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/** Most unknown names are known ones in another case. */
function nearest(name: string, known: readonly string[]): string {
  const same = known.find((one) => one.toLowerCase() === name.toLowerCase());
  return same ? `; it is called ${same}` : '';
}
