// OpenAPI 3.1, printed from the same table that the server answers by. It describes; it decides nothing.
import { z } from 'zod';
import { errorTable } from '../nodes/kit/errors.ts';
import { problemSchema } from '../nodes/kit/wire/problem.ts';
import type { Route } from '../nodes/kit/wire/route.ts';
import { routes } from '../nodes/kit/wire/routes.ts';

type Schema = { [key: string]: unknown };

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Schema => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' }) as Schema;
  return rest;
};

const problemAnswer = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

/** Parameters of the path, `:id` as `{id}`. */
const pathParams = (path: string): string[] => [...path.matchAll(/:([A-Za-z]+)/g)].map((match) => match[1] as string);

function parameters(route: Route): Schema[] {
  const inPath = pathParams(route.path).map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: route.params ? ((schemaOf(route.params, 'input').properties as { [name: string]: Schema })[name] ?? {}) : { type: 'string' },
  }));
  const query = route.query ? schemaOf(route.query, 'input') : {};
  const inQuery = Object.entries((query.properties ?? {}) as { [name: string]: Schema }).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema,
  }));
  return [...inPath, ...inQuery];
}

/** Codes that this route may answer with, besides the ones of every request. */
export function errorsOf(route: Route): (keyof typeof errorTable)[] {
  const general = [
    ...(route.access === 'public' ? [] : ['unauthenticated', 'forbidden']),
    ...(route.method === 'GET' || route.method === 'ANY' ? [] : ['bad_origin']),
    ...(route.query || route.body || route.params ? ['invalid_request'] : []),
    ...(route.body ? ['invalid_json', 'unsupported_media_type', 'body_too_large'] : []),
    ...(route.path.includes(':') ? ['not_found'] : []),
    'bad_host',
  ];
  return [...new Set([...general, ...(route.errors ?? [])])] as (keyof typeof errorTable)[];
}

function answers(route: Route): Schema {
  const success = String(route.status ?? (route.answer || route.produces ? 200 : 204));
  const content = route.answer
    ? { 'application/json': { schema: schemaOf(route.answer, 'input') } }
    : route.produces
      ? { [route.produces]: { schema: { type: 'string' } } }
      : undefined;
  const byStatus = Map.groupBy(errorsOf(route), (code) => errorTable[code].status);
  const refused = [...byStatus].map(([status, codes]) => [
    String(status),
    problemAnswer(codes.map((code) => `\`${code}\`: ${errorTable[code].title}`).join('; ')),
  ]);
  return { [success]: { description: route.summary, ...(content ? { content } : {}) }, ...Object.fromEntries(refused) };
}

const operation = (name: string, route: Route): Schema => ({
  operationId: name,
  summary: route.summary,
  tags: [route.tag],
  parameters: parameters(route),
  ...(route.body
    ? {
        requestBody: {
          required: !route.body.safeParse(undefined).success,
          content: { 'application/json': { schema: schemaOf(route.body, 'input') } },
        },
      }
    : {}),
  responses: answers(route),
  security: route.access === 'public' ? [] : [{ bearer: [] }, { session: [] }],
  'x-role': route.access,
});

let made: { readonly version: string; readonly document: Schema } | undefined;

/** The whole document; made when first asked for. */
export function openApiDocument(version: string): Schema {
  if (made?.version === version) return made.document;
  const paths: { [path: string]: Schema } = {};
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    const path = route.path.replace(/:([A-Za-z]+)/g, '{$1}');
    const methods = route.method === 'ANY' ? ['get', 'post', 'put', 'delete'] : [route.method.toLowerCase()];
    const item = paths[path] ?? {};
    paths[path] = item;
    for (const method of methods) item[method] = operation(route.method === 'ANY' ? `${name}_${method}` : name, route);
  }
  const document = {
    openapi: '3.1.0',
    info: { title: 'Vaultflow', version, summary: 'Flows for Azure Backup: draw, run, keep.' },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problemSchema, 'output') },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' }, session: { type: 'apiKey', in: 'cookie', name: 'vf_4680' } },
    },
  };
  made = { version, document };
  return document;
}
