// The form of one operation: its parts of the path with live choices, its filter, its body, and what it answers. As JSON Schema,
// so that the form, the completion of results and the documentation read the same thing.
import type { JsonObject } from '../../kit/json.ts';
import { loadSchemas, type Operation, operationOf, schemaOf } from './catalogue.ts';
import { filterNames } from './filters.ts';

const titles: { readonly [part: string]: string } = {
  fabricName: 'Fabric',
  containerName: 'Container',
  protectedItemName: 'Protected item',
  recoveryPointId: 'Recovery point',
  policyName: 'Policy',
  jobName: 'Job',
  azureRegion: 'Region',
  operationId: 'Operation ID',
  backupEngineName: 'Backup server',
  intentObjectName: 'Protection intent',
  privateEndpointConnectionName: 'Private endpoint connection',
  resourceGuardProxyName: 'Resource Guard proxy',
};

/** Parts that can be listed; the rest comes from an earlier step's result. */
const listedParts = ['containerName', 'protectedItemName', 'recoveryPointId', 'policyName', 'jobName'] as const;

const part = (name: string): JsonObject => ({
  type: 'string',
  title: titles[name] ?? name,
  ...(name === 'fabricName' ? { default: 'Azure', ui: { advanced: true } } : {}),
  ...((listedParts as readonly string[]).includes(name) ? { ui: { widget: 'choices', choices: name } } : {}),
});

function queryForm(id: string, { query }: Operation): JsonObject {
  const properties = query.map((name): [string, JsonObject] => [
    name,
    {
      type: 'string',
      title: 'Filter',
      description: filterNames(id).length > 0 ? `name eq 'value', joined by and. Names: ${filterNames(id).join(', ')}.` : "name eq 'value'",
    },
  ]);
  return { type: 'object', properties: Object.fromEntries(properties) };
}

export async function operationForm(id: string): Promise<{ readonly params: JsonObject; readonly result: JsonObject } | null> {
  const operation = operationOf(id);
  if (!operation) return null;
  const schemas = await loadSchemas();
  const { parts, query, body, answer } = operation;
  const params = {
    ...(parts.length > 0
      ? {
          path: {
            type: 'object',
            properties: Object.fromEntries(parts.map((name) => [name, part(name)])),
            required: parts.filter((name) => name !== 'fabricName'),
          },
        }
      : {}),
    ...(query.length > 0 ? { query: queryForm(id, operation) } : {}),
    ...(body ? { body: schemaOf(schemas, body) } : {}),
  };
  const { $defs = {}, ...answered } = answer ? withKinds(schemaOf(schemas, answer)) : {};
  return {
    params: { type: 'object', properties: params, description: operation.says },
    result: { type: 'object', properties: { body: answer ? answered : {} }, $defs },
  };
}

/** Completion of a result shows the properties of all kinds: which one it is, only the answer knows. */
function withKinds(schema: JsonObject): JsonObject {
  const models = Object.entries((schema.$defs ?? {}) as { readonly [name: string]: JsonObject }).map(([name, model]) => {
    const { mapping } = (model.discriminator ?? {}) as { readonly mapping?: { readonly [kind: string]: string } };
    return [name, mapping ? { ...model, anyOf: Object.values(mapping).map(($ref) => ({ $ref })) } : model];
  });
  return { ...schema, $defs: Object.fromEntries(models) };
}
