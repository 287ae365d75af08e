// The keys that stored secrets are sealed with: how they stand, and a new one.
import { z } from 'zod';
import { route } from './route.ts';

const keysSchema = z.object({
  /** More than one while a change is under way: the old ones go when nothing is sealed with them any more. */
  keys: z.array(z.object({ number: z.int(), createdAt: z.iso.datetime(), active: z.boolean() })),
  /** Master keys that this process was given; they wrap the others. */
  masters: z.array(
    z.object({
      id: z.string(),
      /** Where it comes from. */
      says: z.string(),
      /** The one that the next change uses. */
      first: z.boolean(),
      /** Something is wrapped by it: without it the server does not start. */
      needed: z.boolean(),
    }),
  ),
  /** Secrets that are still sealed with an older key. */
  left: z.int(),
  /** Of those: cannot be opened, and have to be entered again. */
  broken: z.int(),
});

export const keyRoutes = {
  keys: route({
    method: 'GET',
    path: '/api/keys',
    access: 'admin',
    tag: 'keys',
    summary: 'Which keys stored secrets are sealed with, and how far a change has come',
    answer: keysSchema,
  }),
  rotateKey: route({
    method: 'POST',
    path: '/api/keys/rotate',
    access: 'admin',
    tag: 'keys',
    summary: 'A new key from now on; everything sealed with older ones is sealed anew in the background',
    status: 202,
    answer: keysSchema,
    errors: ['conflict'],
  }),
} as const;

export type KeysView = z.infer<typeof keysSchema>;
