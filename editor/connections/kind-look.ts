// Icon and tint of a kind of connection.
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';

const groups: { readonly [kind: string]: NodeTypeJson['group'] } = {
  azure: 'azure',
  http: 'http',
  'message-webhook': 'notify',
  smtp: 'notify',
  ssh: 'mars',
  servicenow: 'http',
  jira: 'http',
  pagerduty: 'http',
  github: 'http',
  postgres: 'http',
};

interface Kind {
  readonly kind: string;
  /** Said by the server beside the contract's fields. */
  readonly icon?: unknown;
}

const icons: { readonly [kind: string]: string } = {
  azure: 'cloud',
  http: 'globe',
  'message-webhook': 'chat',
  smtp: 'mail',
  ssh: 'server',
};

export const kindLook = ({ kind, icon }: Kind): { readonly icon: string; readonly group: NodeTypeJson['group'] } => ({
  icon: typeof icon === 'string' ? icon : (icons[kind] ?? 'key'),
  group: groups[kind] ?? 'logic',
});
