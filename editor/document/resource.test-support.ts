// For tests: a flow as the API answers it.
import type { Flow } from '../../nodes/kit/flow.ts';
import type { FlowResource } from '../../nodes/kit/wire/flows.ts';

export const resourceOf = (flow: Flow, etag = '"1"'): FlowResource => ({
  id: 'flow1',
  name: flow.name,
  description: null,
  enabled: false,
  publishedVersion: null,
  changed: true,
  etag,
  createdAt: '2026-11-22T00:00:00.000Z',
  updatedAt: '2026-11-22T00:00:00.000Z',
  updatedBy: { kind: 'user', id: 'u', name: 'Owner' },
  folder: '',
  tags: [],
  favourite: false,
  archivedAt: null,
  trigger: null,
  lastRuns: [],
  document: JSON.parse(JSON.stringify(flow)),
  problems: [],
});
