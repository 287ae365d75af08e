// The API of templates: shipped ones (read only) and those people save.
import { z } from 'zod';
import { flowSchemaWire, listQuery, pageOf } from './flows.ts';
import { json } from './json.ts';
import { problemItemSchema } from './problem.ts';
import { route } from './route.ts';

const document = z.record(z.string(), json);

const templateSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  /** Its group in the gallery (template-categories.ts). */
  category: z.string().nullable(),
  shipped: z.boolean(),
  /** Node types in order of appearance, for the drawn preview. */
  steps: z.array(z.string()),
  updatedAt: z.iso.datetime().nullable(),
});

/** `document` is the whole template document: format, name, title, summary, parameters, flow (see template-document.ts). */
const templateSchemaWire = templateSummarySchema.extend({ document, problems: z.array(problemItemSchema) });

export const templateRoutes = {
  listTemplates: route({
    method: 'GET',
    path: '/api/templates',
    access: 'viewer',
    tag: 'templates',
    summary: 'Templates',
    query: listQuery.extend({ q: z.string().optional() }),
    answer: pageOf(templateSummarySchema),
  }),
  createTemplate: route({
    method: 'POST',
    path: '/api/templates',
    access: 'editor',
    tag: 'templates',
    summary: 'Save a template',
    body: z.object({ document }),
    bodyLimit: 8_000_000,
    answer: templateSchemaWire,
    status: 201,
    errors: ['template_invalid'],
  }),
  getTemplate: route({
    method: 'GET',
    path: '/api/templates/:id',
    access: 'viewer',
    tag: 'templates',
    summary: 'A template',
    answer: templateSchemaWire,
  }),
  saveTemplate: route({
    method: 'PUT',
    path: '/api/templates/:id',
    access: 'editor',
    tag: 'templates',
    summary: 'Change a template (not a shipped one)',
    body: z.object({ document }),
    bodyLimit: 8_000_000,
    answer: templateSchemaWire,
    errors: ['template_invalid', 'conflict'],
  }),
  deleteTemplate: route({
    method: 'DELETE',
    path: '/api/templates/:id',
    access: 'editor',
    tag: 'templates',
    summary: 'Delete a template (not a shipped one)',
    errors: ['conflict'],
  }),
  createFlowFromTemplate: route({
    method: 'POST',
    path: '/api/templates/:id/flows',
    access: 'editor',
    tag: 'templates',
    summary: 'Make a flow from a template',
    body: z.object({
      name: z.string().min(1).max(200).optional(),
      parameters: z.record(z.string(), json).default({}),
      bindings: z.record(z.string(), z.string().nullable()).optional(),
    }),
    answer: flowSchemaWire,
    status: 201,
    errors: ['template_parameter'],
  }),
} as const;

export type TemplateSummary = z.infer<typeof templateSummarySchema>;
export type TemplateResource = z.infer<typeof templateSchemaWire>;
