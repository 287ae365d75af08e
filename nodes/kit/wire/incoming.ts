// Doors for other systems besides webhooks. What comes through them carries its own proof; cookies are never looked at.
import { z } from 'zod';
import { route } from './route.ts';

export const incomingRoutes = {
  incomingEvent: route({
    method: 'ANY',
    path: '/events/:id',
    access: 'public',
    tag: 'hooks',
    summary: 'Deliveries of Event Grid and Azure Monitor to a trigger: answers handshakes, starts one run per event',
    query: z.looseObject({ code: z.string().max(200).optional() }),
    bodyLimit: 2_000_000,
    answer: z.record(z.string(), z.json()),
    errors: ['hook_disabled', 'unauthenticated', 'invalid_json', 'too_many_requests'],
  }),
  callback: route({
    method: 'ANY',
    path: '/callbacks/:id',
    access: 'public',
    tag: 'hooks',
    summary: 'Answer a step that waits for a callback; the first answer counts',
    bodyLimit: 1_000_000,
    answer: z.object({ runId: z.string() }),
    errors: ['conflict', 'hook_disabled', 'unauthenticated', 'invalid_json', 'too_many_requests'],
  }),
} as const;
