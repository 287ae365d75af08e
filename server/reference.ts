// docs/reference/api.md and errors.md, written from the route table and the error table. A test keeps the committed pages equal.
import { errorTable } from '../nodes/kit/errors.ts';
import type { Route } from '../nodes/kit/wire/route.ts';
import { routes } from '../nodes/kit/wire/routes.ts';
import { errorsOf } from './openapi.ts';

const titles: { readonly [tag: string]: string } = {
  flows: 'Flows',
  runs: 'Runs',
  templates: 'Templates',
  nodes: 'Node types',
  connections: 'Connections',
  approvals: 'Approvals',
  account: 'Signing in and one’s own account',
  people: 'People',
  projects: 'Projects',
  audit: 'Audit',
  keys: 'Keys for stored secrets',
  home: 'Home page',
  estate: 'How the backups stand',
  practice: 'Practice subscription',
  tests: 'Tests of flows',
  hooks: 'Webhooks, forms and callbacks',
  system: 'System',
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const row = (route: Route): string => {
  const query = route.query ? Object.keys(route.query.shape) : [];
  const path = `\`${route.path}${query.length > 0 ? `?${query.join('&')}` : ''}\``;
  const status = route.status ?? (route.answer || route.produces ? 200 : 204);
  const own = (route.errors ?? []).map((code) => `\`${code}\``).join(' ');
  return `| ${route.method} | ${cell(path)} | ${route.access} | ${status} | ${cell(route.summary)} | ${own} |`;
};

export function apiReference(): string {
  const byTag = Map.groupBy(Object.values(routes) as Route[], (route) => route.tag);
  const order = Object.keys(titles);
  const unknown = [...byTag.keys()].filter((tag) => !order.includes(tag));
  if (unknown.length > 0) throw new Error(`routes of unknown tags: ${unknown.join(', ')}`);
  const general = [...new Set((Object.values(routes) as Route[]).flatMap((route) => errorsOf(route)))].sort();
  const sections = order.map((tag) =>
    [
      `## ${titles[tag]}`,
      '',
      '| method | path | least role | answers | | own errors |',
      '|---|---|---|---|---|---|',
      ...(byTag.get(tag) ?? []).map(row),
    ].join('\n'),
  );
  return `<!-- Written by \`npm run docs\` from nodes/kit/wire. Do not edit. -->
# API

Schemas of every body and answer: \`GET /api/openapi.json\` (OpenAPI 3.1). Sign in with \`Authorization: Bearer <token>\`
(an API token of a person, or \`VAULTFLOW_TOKEN\`), or with the session cookie of a browser. The header \`Vaultflow-Project\`
names a project other than the one the session opens with. Who may call what: [access](access.md).

- Lists answer \`{ items, next }\`; send \`next\` back as \`cursor\`.
- Errors are \`application/problem+json\` with a stable \`code\`, a sentence and \`problems[]\` with JSON pointers: [errors](errors.md).
- \`PUT /api/flows/:id\` wants \`If-Match\` with the ETag of the draft that was changed: 428 without it, 412 when it is stale.
- Starts honour \`Idempotency-Key\` (24 hours; another body: 422) and \`Prefer: wait=<seconds>\` (at most 120).
- Requests for another host than this server's answer 421; changes asked for by another site's page answer 403.

${sections.join('\n\n')}

Besides its own errors a route may answer: ${general.map((code) => `\`${code}\``).join(', ')}.
`;
}

export function errorsReference(): string {
  const rows = Object.entries(errorTable).map(([code, { status, title }]) => `| \`${code}\` | ${status} | ${cell(title)} |`);
  return `<!-- Written by \`npm run docs\` from nodes/kit/errors.ts. Do not edit. -->
# Errors

A code never changes its meaning. The status is the one at the API; a failed step shows the same codes, and expressions see them
as \`errors.<step>.code\`.

| code | status | |
|---|---|---|
${rows.join('\n')}
`;
}
