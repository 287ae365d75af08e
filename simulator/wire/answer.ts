// What a handler gives back: status, body, headers, as plain data. Refusals have the envelope of Azure Resource Manager;
// the backup service writes the same envelope with its nulls (`serviceRefusal`). Rendering to a Response is respond.ts.
import type { Json } from '../state/model.ts';

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** Instead of `body`, where the service does not speak JSON: bytes as they are, or text. */
  raw?: { content: string | Uint8Array<ArrayBuffer>; type: string };
}

export const ok = (body: unknown, headers?: Record<string, string>): Answer => ({ status: 200, body, ...(headers ? { headers } : {}) });

export function refuse(status: number, code: string, message: string, extra: Json = {}): Answer {
  return { status, body: { error: { code, message, ...extra } }, headers: { 'x-ms-failure-cause': 'gateway' } };
}

export function serviceRefusal(status: number, code: string, message: string, target: string | null = null): Answer {
  const error = { code, message, ...(target === null ? {} : { target }), details: [], additionalInfo: [] };
  return { status, body: { error }, headers: { 'x-ms-failure-cause': 'service' } };
}

export const invalidInput = (
  target: string | null,
  message = 'Input provided for the call is invalid\r\nPlease check the required inputs',
) => serviceRefusal(400, 'BMSUserErrorInvalidInput', message, target);

export const notFound = (what: string, where: string) =>
  refuse(
    404,
    'ResourceNotFound',
    `The Resource '${what}' under resource group '${where}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );

export const objectNotFound = (what: string) =>
  serviceRefusal(404, 'BMSUserErrorObjectNotFound', `The specified object does not exist: ${what}.`, what);

/** Handlers look things up and pass a refusal on as it is. */
export const isAnswer = (value: unknown): value is Answer =>
  typeof value === 'object' && value !== null && 'status' in value && typeof value.status === 'number';
