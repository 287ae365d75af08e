// The flow document, format 1: what people draw, what git keeps, what a run interprets. It holds nothing of React Flow and
// nothing of a run. Extra keys and unknown node types survive load and save unharmed; what is wrong inside is said by problems().
import { z } from 'zod';
import { durationMs } from './duration.ts';
import { FLOW_FORMAT } from './flow-text.ts';
import type { Json, JsonObject } from './json.ts';
import { folderRule, MOST_TAGS, readFolder, readTag, tagRule } from './library.ts';

const json: z.ZodType<Json> = z.json() as z.ZodType<Json>;
const duration = z.string().refine((text) => durationMs(text) !== null, 'must be an ISO 8601 duration such as PT15M');
const point = z.looseObject({ x: z.number(), y: z.number() });
const size = z.looseObject({ width: z.number().positive(), height: z.number().positive() });

const retry = z.looseObject({ attempts: z.int().min(1).max(20).optional(), first: duration.optional(), cap: duration.optional() });

const node = z.looseObject({
  id: z.string().max(63),
  type: z.string().min(1).max(120),
  version: z.int().min(1).default(1),
  title: z.string().max(200).optional(),
  position: point,
  size: size.optional(),
  parent: z.string().optional(),
  connection: z.string().optional(),
  params: z.record(z.string(), json).default({}),
  settings: z
    .looseObject({
      retry: retry.optional(),
      timeout: duration.optional(),
      disabled: z.boolean().optional(),
      confirmed: z.string().max(300).optional(),
    })
    .optional(),
  comment: z.string().max(10_000).optional(),
});

const edge = z.looseObject({ from: z.string(), port: z.string(), to: z.string() });

const input = z.looseObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,62}$/),
  title: z.string().max(200).optional(),
  description: z.string().max(2_000).optional(),
  schema: z.record(z.string(), json).default({}),
  required: z.boolean().optional(),
  default: json.optional(),
  secret: z.boolean().optional(),
});

const connectionSlot = z.looseObject({ name: z.string().regex(/^[a-z][A-Za-z0-9-]{0,62}$/), kind: z.string().min(1).max(60) });

/** A name of the window's palette; one that it does not know is drawn in the usual colour. */
const colour = z.string().max(20).optional();

const note = z.looseObject({
  id: z.string(),
  position: point,
  size: size.optional(),
  colour,
  /** Markdown. */
  text: z.string().max(20_000),
});

const frame = z.looseObject({
  id: z.string(),
  position: point,
  size,
  title: z.string().max(200).optional(),
  colour,
  /** Folded into one card: what it then held, by id. Absent: it is open, and holds what stands inside. */
  folded: z.array(z.string()).max(20_000).optional(),
});

const settings = z.looseObject({
  timeout: duration.optional(),
  concurrency: z
    .looseObject({
      key: z.string().optional(),
      limit: z.int().min(1).max(1_000).default(1),
      whenBusy: z.enum(['queue', 'skip', 'cancelOther', 'allow']).default('queue'),
      scope: z.enum(['flow', 'project']).optional(),
    })
    .optional(),
  practiceSends: z.array(z.string()).optional(),
  /** Id of the flow that is started when a run of this one has failed. */
  errorFlow: z.string().max(100).optional(),
});

export const flowSchema = z.looseObject({
  format: z.literal(FLOW_FORMAT),
  name: z.string().min(1).max(200),
  description: z.string().max(10_000).optional(),
  /** Only in files: where it lies in the library, see library.ts. */
  folder: z
    .string()
    .refine((text) => readFolder(text) !== null, folderRule)
    .optional(),
  tags: z
    .array(z.string().refine((text) => readTag(text) !== null, tagRule))
    .max(MOST_TAGS)
    .optional(),
  inputs: z.array(input).max(100).default([]),
  connections: z.array(connectionSlot).max(50).default([]),
  nodes: z.array(node).max(20_000).default([]),
  edges: z.array(edge).max(50_000).default([]),
  notes: z.array(note).default([]),
  frames: z.array(frame).default([]),
  settings: settings.default({}),
});

export type Flow = z.infer<typeof flowSchema>;
export type FlowNode = Flow['nodes'][number];
export type FlowEdge = Flow['edges'][number];
export type FlowInput = Flow['inputs'][number];

export interface DocumentProblem {
  readonly path: string;
  readonly message: string;
}

/** Takes a document of format n to n + 1; index 0 is 1 to 2. Empty while there is one format. */
const migrations: readonly ((old: JsonObject) => JsonObject)[] = [];

/** Reads any document of this or an older format. */
export function parseFlow(
  value: unknown,
): { readonly flow: Flow } | { readonly code: 'flow_format_unknown' | 'flow_invalid'; readonly problems: readonly DocumentProblem[] } {
  let document = value as JsonObject;
  const format = typeof document === 'object' && document !== null ? document.format : undefined;
  if (typeof format === 'number' && Number.isInteger(format) && format >= 1) {
    if (format > FLOW_FORMAT)
      return {
        code: 'flow_format_unknown',
        problems: [{ path: '/format', message: `format ${format} is newer than ${FLOW_FORMAT}; update Vaultflow` }],
      };
    for (const migrate of migrations.slice(format - 1)) document = migrate(document);
  }
  const parsed = flowSchema.safeParse(document);
  if (parsed.success) return { flow: parsed.data };
  return {
    code: 'flow_invalid',
    problems: parsed.error.issues.map((issue) => ({ path: pointer(issue.path), message: issue.message })),
  };
}

/** JSON pointer of a path. @example pointer(['nodes', 0, 'id']) // '/nodes/0/id' */
export const pointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
