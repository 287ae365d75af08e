// JSON Schemas of everything that the SDK sends and reads, one per model, from its serializer mappers; sentences and known values
// from its type declarations. A model with kinds names the property that tells them apart (`discriminator`, as OpenAPI has it).
import type { OperationSpec, ProbedOperation } from './probe.ts';
import type { SdkWords } from './words.ts';

interface Mapper {
  readonly serializedName?: string;
  readonly required?: boolean;
  readonly readOnly?: boolean;
  readonly constraints?: { readonly [name: string]: unknown };
  readonly type: {
    readonly name: string;
    readonly className?: string;
    readonly uberParent?: string;
    readonly polymorphicDiscriminator?: { readonly serializedName: string };
    readonly allowedValues?: readonly string[];
    readonly element?: Mapper;
    readonly value?: Mapper;
    readonly modelProperties?: { readonly [name: string]: Mapper };
  };
}

export type Schema = { readonly [keyword: string]: unknown };

type Models = { readonly [name: string]: Mapper } & { readonly discriminators: { readonly [key: string]: Mapper } };

const modelsOf = (spec: OperationSpec): Models => spec.serializer.modelMappers as unknown as Models;

export function schemasOf(operations: readonly ProbedOperation[], words: SdkWords): { readonly [model: string]: Schema } {
  const models = modelsOf((operations[0] as ProbedOperation).spec);
  const made = new Map<string, Schema>();

  /** The kinds of a model and of its kinds, by the value that tells them apart. */
  const kindsOf = (model: string): readonly (readonly [string, string])[] =>
    Object.entries(models.discriminators).flatMap(([key, { type }]) =>
      key.startsWith(`${model}.`)
        ? [[key.slice(model.length + 1), type.className as string] as const, ...kindsOf(type.className as string)]
        : [],
    );

  const reference = (model: string): Schema => {
    if (!made.has(model)) {
      made.set(model, {});
      made.set(model, objectOf(model));
    }
    return { $ref: `#/$defs/${model}` };
  };

  function objectOf(model: string): Schema {
    const properties: { [name: string]: Schema } = {};
    const required: string[] = [];
    for (const [name, mapper] of Object.entries(models[model]?.type.modelProperties ?? {})) {
      const wire = mapper.serializedName ?? name;
      const told = words.property(model, name);
      const values = told && valuesOf(mapper, told.type);
      properties[wire] = {
        ...schemaOf(mapper),
        ...(values ? { examples: values } : {}),
        ...(told?.says ? { description: told.says } : {}),
        ...(mapper.readOnly ? { readOnly: true } : {}),
      };
      if (mapper.required && !mapper.readOnly) required.push(wire);
    }
    const kinds = kindsOf(model);
    return {
      type: 'object',
      properties,
      ...(required.length > 0 ? { required } : {}),
      ...(kinds.length > 0
        ? {
            discriminator: {
              propertyName: models[model]?.type.polymorphicDiscriminator?.serializedName,
              mapping: Object.fromEntries(kinds.map(([value, kind]) => [value, reference(kind).$ref])),
            },
          }
        : {}),
    };
  }

  const valuesOf = (mapper: Mapper, type: string): readonly string[] | undefined =>
    mapper.type.name === 'String' ? words.values(type.replace(/\[\]$/, '')) : undefined;

  function schemaOf({ type, constraints }: Mapper): Schema {
    switch (type.name) {
      case 'Boolean':
        return { type: 'boolean' };
      case 'Number':
        return { type: 'number', ...limits(constraints) };
      case 'DateTime':
        return { type: 'string', format: 'date-time' };
      case 'Enum':
        return { type: 'string', enum: type.allowedValues };
      case 'Sequence':
        return { type: 'array', items: schemaOf(type.element as Mapper) };
      case 'Dictionary':
        return { type: 'object', additionalProperties: schemaOf(type.value as Mapper) };
      case 'Composite':
        return reference(type.className as string);
      default:
        return { type: 'string', ...limits(constraints) };
    }
  }

  for (const { spec } of operations) {
    const { requestBody, responses } = spec;
    const mappers = [
      requestBody?.mapper,
      ...Object.entries(responses).map(([status, { bodyMapper }]) => (status === 'default' ? undefined : bodyMapper)),
    ];
    for (const mapper of mappers) if (mapper) schemaOf(mapper as unknown as Mapper);
  }
  return Object.fromEntries([...made].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const names: { readonly [constraint: string]: string } = {
  InclusiveMaximum: 'maximum',
  InclusiveMinimum: 'minimum',
  MaxLength: 'maxLength',
  MinLength: 'minLength',
  Pattern: 'pattern',
};

const limits = (constraints: Mapper['constraints'] = {}): Schema =>
  Object.fromEntries(
    Object.entries(constraints).flatMap(([name, value]) =>
      names[name] ? [[names[name], value instanceof RegExp ? value.source : value]] : [],
    ),
  );

/** Name of the model of a body; null where there is none. */
export const modelOf = (mapper: unknown): string | null => (mapper as Mapper | undefined)?.type.className ?? null;
