// For conformance tests: the published specification with its examples, read from the folder that AZURE_SPECS names.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface Example {
  operationId: string;
  method: string;
  /** The path template of the specification. */
  path: string;
  file: string;
  /** Values by parameter name; the body is among them, `bodyName` says which it is. */
  parameters: Record<string, unknown>;
  bodyName: string | null;
  responses: Record<string, { body?: unknown; headers?: Record<string, string> }>;
}

export const specs = process.env.AZURE_SPECS;
const backup = 'specification/recoveryservicesbackup/resource-manager/Microsoft.RecoveryServices/stable/2023-06-01/bms.json';
const vaults = 'specification/recoveryservices/resource-manager/Microsoft.RecoveryServices/stable/2024-04-01/vaults.json';
export const swaggers = { backup, vaults };

// Some examples start with a byte order mark.
const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));

interface Operation {
  operationId: string;
  parameters?: { name?: string; in?: string; $ref?: string }[];
  'x-ms-examples'?: Record<string, { $ref: string }>;
}

export function examplesOf(swagger: string): Example[] {
  const file = join(specs ?? '', swagger);
  if (!specs || !existsSync(file)) return [];
  const paths: Record<string, Record<string, Operation>> = readJson(file).paths;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, operation]) =>
      Object.values(operation['x-ms-examples'] ?? {}).map(({ $ref }) => {
        const { parameters, responses } = readJson(join(dirname(file), $ref));
        const body = operation.parameters?.find((parameter) => parameter.in === 'body')?.name ?? null;
        const name = $ref.replace('./examples/', '');
        return {
          operationId: operation.operationId,
          method: method.toUpperCase(),
          path,
          file: name,
          parameters,
          bodyName: body,
          responses,
        };
      }),
    ),
  );
}

export const text = (example: Example, name: string) => String(example.parameters[name] ?? '');
export const bodyOf = (example: Example) => (example.bodyName === null ? undefined : example.parameters[example.bodyName]);

/** Paths of members that `example` has and `ours` lacks; of a list its first element counts. Nulls in the example are none. */
export function missing(example: unknown, ours: unknown, at = ''): string[] {
  if (example === null || example === undefined || typeof example !== 'object') return [];
  if (Array.isArray(example)) {
    if (example.length === 0) return [];
    return Array.isArray(ours) && ours.length > 0 ? missing(example[0], ours[0], `${at}[0]`) : [`${at}[0]`];
  }
  if (typeof ours !== 'object' || ours === null) return [at];
  const given = new Map(Object.entries(ours));
  return Object.entries(example).flatMap(([name, value]) => {
    if (value === null) return [];
    return given.has(name) ? missing(value, given.get(name), `${at}.${name}`) : [`${at}.${name}`];
  });
}
