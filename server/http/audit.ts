// The audit over HTTP: a page of it, all of it as a file, and the verdict on its chain.
import { once } from 'node:events';
import type { auditRoutes } from '../../nodes/kit/wire/audit.ts';
import type { ProjectActor } from '../security/actor.ts';
import { cefLine } from '../security/cef.ts';
import type { AuditFilter, AuditLine } from '../store/audit.ts';
import { iso } from '../store/iso.ts';
import { refuse } from '../store/refusal.ts';
import { type AppDeps, DEFAULT_LIMIT } from './deps.ts';
import type { Handlers } from './registry.ts';

interface Asked {
  readonly q?: string | undefined;
  readonly action?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly scope?: 'project' | 'installation' | undefined;
}

const PIECE = 500;

function filterOf(actor: ProjectActor, { q, action, since, until, scope }: Asked): AuditFilter {
  if (scope === 'installation' && actor.admin !== true)
    throw refuse('forbidden', 'The audit of all projects is for those who look after the whole installation.');
  return {
    q,
    action,
    since: since === undefined ? undefined : Date.parse(since),
    until: until === undefined ? undefined : Date.parse(until),
    everywhere: scope === 'installation',
  };
}

const view = (line: AuditLine) => ({ ...line, at: iso(line.at) });

export function auditHandlers(deps: AppDeps): Handlers<typeof auditRoutes> {
  const { stores } = deps;
  return {
    async audit({ actor, query }) {
      const limit = query.limit ?? DEFAULT_LIMIT;
      const before = query.cursor === undefined ? undefined : Number(query.cursor);
      if (before !== undefined && !Number.isSafeInteger(before))
        throw refuse('invalid_request', 'The cursor is none that this server gave.');
      const lines = await stores.audit.lines(actor, limit + 1, before, filterOf(actor, query));
      const items = lines.slice(0, limit).map(view);
      return { items, next: lines.length > limit ? String(items.at(-1)?.seq) : null };
    },

    async exportAudit({ actor, query, response }) {
      const filter = filterOf(actor, query);
      const written =
        query.format === 'cef' ? (line: AuditLine) => cefLine(line, deps.version) : (line: AuditLine) => JSON.stringify(view(line));
      await stores.audit.record(actor, 'audit.export', 'audit', { format: query.format });
      response
        .type('text/plain; charset=utf-8')
        .setHeader('Content-Disposition', `attachment; filename="audit.${query.format === 'cef' ? 'cef' : 'jsonl'}"`);
      for (let before: number | undefined; !response.destroyed; ) {
        const lines = await stores.audit.lines(actor, PIECE, before, filter);
        if (lines.length > 0 && !response.write(lines.map((line) => `${written(line)}\n`).join('')))
          await Promise.race([once(response, 'drain'), once(response, 'close')]);
        before = lines.at(-1)?.seq;
        if (lines.length < PIECE) break;
      }
      response.end();
    },

    async verifyAudit() {
      const { problems, ...verdict } = await stores.audit.verify(await deps.anchors.read());
      return { ...verdict, problems: [...problems] };
    },
  };
}
