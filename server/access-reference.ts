// docs/reference/access.md: who may call what, written from the route table. A test walks every route as everybody of this page and
// compares what the server does with what the page says.
import type { Access, Route } from '../nodes/kit/wire/route.ts';
import { routes } from '../nodes/kit/wire/routes.ts';
import { mayEnter } from './security/actor.ts';

export const visitors = ['nobody', 'no role', 'viewer', 'operator', 'editor', 'owner', 'administrator'] as const;
export type Visitor = (typeof visitors)[number];

function mayVisit(visitor: Visitor, access: Access): boolean {
  if (visitor === 'nobody') return access === 'public';
  if (visitor === 'no role') return mayEnter({ role: 'viewer', outside: true }, access);
  if (visitor === 'administrator') return mayEnter({ role: 'owner', admin: true }, access);
  return mayEnter({ role: visitor }, access);
}

const row = ([name, route]: [string, Route]): string =>
  `| \`${name}\` | ${route.method} \`${route.path}\` | ${visitors.map((visitor) => (mayVisit(visitor, route.access) ? 'yes' : '–')).join(' | ')} |`;

export const accessReference = (): string => `<!-- Written by \`npm run docs\` from nodes/kit/wire. Do not edit. -->
# Who may do what

Access is declared with each route and nowhere else; a route without it does not compile, a handler without a route stops the server
from starting. Roles are per project: what belongs to another project answers 404, as if it were not there. *No role* is somebody who
is signed in and has no role in the project; *administrator* looks after the whole installation and is owner of every project. Hooks,
forms, events and callbacks are open to everybody and ask for a proof of their own.

A token of a person may what its role says, and never more than the person may now.

| route | | ${visitors.join(' | ')} |
|---|---|${visitors.map(() => ':-:').join('|')}|
${Object.entries(routes as { readonly [name: string]: Route })
  .map(row)
  .join('\n')}
`;
