// The HTML of a kept message as a page of its own, for the frame in which the editor shows it. Somebody else has written it: it is
// given out as it is, under a policy that lets it run, load, send and open nothing.
import type { practiceRoutes } from '../../nodes/kit/wire/practice.ts';
import { notFound } from '../store/refusal.ts';
import { foreignPage } from './content-policy.ts';
import type { AppDeps } from './deps.ts';
import type { Handlers } from './registry.ts';

const look =
  'body{font:13px/18px system-ui,sans-serif;margin:12px;background:#fff;color:#1a1f28}table{border-collapse:collapse}' +
  'td,th{border:1px solid #e3e6eb;padding:4px 8px;text-align:left}';

export function inboxPageHandlers({ stores }: AppDeps): Handlers<Pick<typeof practiceRoutes, 'inboxPage'>> {
  return {
    async inboxPage({ params, actor, response }) {
      const body = await stores.inbox.body(actor, params.id);
      const html = typeof body === 'object' && body !== null && !Array.isArray(body) && 'html' in body ? body.html : null;
      if (typeof html !== 'string') throw notFound('message', params.id);
      response
        .set(foreignPage)
        .type('text/html; charset=utf-8')
        .end(`<!doctype html><meta charset="utf-8"><title>Message</title><style>${look}</style>${html}`);
      return undefined;
    },
  };
}
