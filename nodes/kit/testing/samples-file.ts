// The second file of a flow: `<name>.samples.json` beside `<name>.flow.json`. Sample results of its steps and its tests, in a form
// that reads well in a diff. It never reaches a real run.
import { z } from 'zod';
import type { Json } from '../json.ts';
import { type TestCase, testCaseSchema } from './test-case.ts';

const FORMAT = 1;

const samplesFileSchema = z.object({
  format: z.literal(FORMAT, { error: 'this Vaultflow reads format 1' }),
  samples: z.record(z.string(), z.json() as z.ZodType<Json>).default({}),
  tests: z.array(testCaseSchema).max(500).default([]),
});

export interface SamplesFile {
  readonly samples: { readonly [nodeId: string]: Json };
  readonly tests: readonly TestCase[];
}

export type ReadSamples = SamplesFile | { readonly problems: readonly { readonly path: string; readonly message: string }[] };

/** Two tests of one name cannot be told apart by who reads the results. */
export function readSamples(document: unknown): ReadSamples {
  const parsed = samplesFileSchema.safeParse(document);
  if (!parsed.success)
    return {
      problems: parsed.error.issues.map(({ path, message }) => ({ path: path.map((part) => `/${String(part)}`).join(''), message })),
    };
  const names = parsed.data.tests.map(({ name }) => name);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice >= 0) return { problems: [{ path: `/tests/${twice}/name`, message: `there is another test “${names[twice]}”` }] };
  return { samples: parsed.data.samples, tests: parsed.data.tests };
}

export const writeSamples = ({ samples, tests }: SamplesFile): string =>
  `${JSON.stringify({ format: FORMAT, samples, tests: tests.map(ordered) }, null, 2)}\n`;

/** Members in the order in which a test is read, whatever order they were stored in. */
const ordered = (test: TestCase): TestCase => testCaseSchema.parse(test);

/** The name of the file beside a flow's. */
export const samplesFileOf = (flowFile: string): string => `${flowFile.replace(/(\.flow)?\.json$/i, '')}.samples.json`;
