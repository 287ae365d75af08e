// The API of flows as a library: shelves, changes of many flows at once, favourites, duplicates.
import { z } from 'zod';
import { folderRule, MOST_TAGS, readFolder, readTag, tagRule } from '../library.ts';
import { flowFilterSchema } from './flow-filter.ts';
import { flowSchemaWire } from './flows.ts';
import { route } from './route.ts';

/** More than this at once are refused. */
export const LIBRARY_LIMIT = 2_000;

const one = <T>(read: (text: string) => T | null, rule: string) =>
  z.string().transform((text, context) => {
    const value = read(text);
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: rule });
    return z.NEVER;
  });
const folder = one(readFolder, folderRule);
const tag = one(readTag, tagRule);

const action = z.discriminatedUnion('do', [
  z.object({ do: z.literal('enable') }),
  z.object({ do: z.literal('disable') }),
  z.object({ do: z.literal('archive') }),
  z.object({ do: z.literal('restore') }),
  z.object({ do: z.literal('move'), folder }),
  z.object({ do: z.literal('tag'), add: z.array(tag).max(MOST_TAGS).default([]), remove: z.array(tag).max(MOST_TAGS).default([]) }),
]);

export const libraryRoutes = {
  library: route({
    method: 'GET',
    path: '/api/library',
    access: 'viewer',
    tag: 'flows',
    summary: 'Folders and tags, with the number of flows in each',
    answer: z.object({
      all: z.int(),
      favourites: z.int(),
      archived: z.int(),
      /** Directly in each; '' is no folder. A folder exists while a flow lies in it. */
      folders: z.array(z.object({ folder: z.string(), count: z.int() })),
      tags: z.array(z.object({ tag: z.string(), count: z.int() })),
    }),
  }),
  changeFlows: route({
    method: 'POST',
    path: '/api/library/changes',
    access: 'editor',
    tag: 'flows',
    summary: 'Enable, disable, archive, restore, move or tag many flows; says of each what became of it',
    body: z.object({
      action,
      /** These flows … */
      flows: z.array(z.string().max(100)).min(1).max(LIBRARY_LIMIT).optional(),
      /** … or all that are found like this. */
      filter: flowFilterSchema.optional(),
      /** With a filter: refused when it finds another number by now. */
      count: z.int().optional(),
    }),
    answer: z.object({
      done: z.int(),
      /** It was so already. */
      same: z.int(),
      refused: z.array(z.object({ id: z.string(), name: z.string().nullable(), says: z.string() })),
    }),
    errors: ['conflict'],
  }),
  renameFolder: route({
    method: 'POST',
    path: '/api/library/folders',
    access: 'editor',
    tag: 'flows',
    summary: 'Give a folder another name or place; everything in it goes along',
    body: z.object({ from: folder.refine((text) => text !== '', 'name the folder'), to: folder }),
    answer: z.object({ flows: z.int() }),
    errors: ['conflict'],
  }),
  favourFlow: route({
    method: 'PUT',
    path: '/api/flows/:id/favourite',
    access: 'viewer',
    tag: 'flows',
    summary: 'Make a flow a favourite of yours, or no longer',
    body: z.object({ favourite: z.boolean() }),
  }),
  duplicateFlow: route({
    method: 'POST',
    path: '/api/flows/:id/duplicate',
    access: 'editor',
    tag: 'flows',
    summary: 'A copy of the draft with its samples, tests, connections, folder and tags; never armed',
    answer: flowSchemaWire,
    status: 201,
  }),
} as const;
