// Checks a request body against one of our schemas; a wrong one is refused in the words of the service, naming the place.
import type { z } from 'zod';
import { type Answer, invalidInput, refuse } from '../wire/answer.ts';

const noBody = () =>
  refuse(400, 'InvalidRequestContent', 'The request content was invalid and could not be deserialized: the body is empty.');

export function checkBody<S extends z.ZodType>(schema: S, body: unknown): { value: z.output<S> } | { refused: Answer } {
  if (body === undefined) return { refused: noBody() };
  const parsed = schema.safeParse(body);
  if (parsed.success) return { value: parsed.data };
  const issue = parsed.error.issues[0];
  const place = issue?.path.join('.') ?? '';
  return {
    refused: invalidInput(place || null, `Input provided for the call is invalid: ${place ? `${place}: ` : ''}${issue?.message ?? ''}`),
  };
}
