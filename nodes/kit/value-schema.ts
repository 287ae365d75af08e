// A value's JSON Schema as flows and templates carry it: read once, then asked what is wrong with a value. A schema is data from
// outside too: one that cannot be read, or never comes to an end, is said in a sentence and never thrown.
import { z } from 'zod';
import type { Json, JsonObject } from './json.ts';

interface ValueProblem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export interface ValueSchema {
  /** Empty: the value fits. */
  problems(value: Json): readonly ValueProblem[];
}

export function readValueSchema(schema: JsonObject): ValueSchema | { readonly unusable: string } {
  let read: z.ZodType;
  try {
    read = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  } catch (error) {
    return { unusable: error instanceof RangeError ? endless : (error as Error).message };
  }
  return {
    problems(value) {
      try {
        return read.safeParse(value).error?.issues ?? [];
      } catch (error) {
        // Definitions that refer to themselves are followed only when a value comes.
        return [{ path: [], message: `cannot be checked: ${error instanceof RangeError ? endless : (error as Error).message}` }];
      }
    },
  };
}

const endless = 'the schema refers to itself without end';
