// Pages for people who start a flow by filling in a form. They answer HTML, need no script, and are no part of /api.
import { route } from './route.ts';

export const formRoutes = {
  showForm: route({
    method: 'GET',
    path: '/forms/:id',
    access: 'public',
    tag: 'hooks',
    summary: 'The page of a form trigger',
    produces: 'text/html',
  }),
  sendForm: route({
    method: 'POST',
    path: '/forms/:id',
    access: 'public',
    tag: 'hooks',
    summary: 'Start the flow with what was filled in; sent twice, it starts one run',
    takes: 'application/x-www-form-urlencoded',
    bodyLimit: 1_000_000,
    produces: 'text/html',
    errors: ['hook_disabled', 'unauthenticated', 'forbidden', 'too_many_requests'],
  }),
} as const;
