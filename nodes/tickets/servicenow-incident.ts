// Opens or updates an incident in ServiceNow. A new one carries the step's key as its correlation id, so it is opened once.
import { z } from 'zod';
import type { HttpCapability } from '../kit/capabilities.ts';
import { defineNode } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { choice, keyValues, longText, text as textField } from '../kit/fields.ts';
import type { JsonObject } from '../kit/json.ts';
import { askDesk, type DeskAnswer, list, object, pageOf, text } from './desk.ts';

const table = '/api/now/table/incident';
const desk = 'ServiceNow';
const levels = ['1', '2', '3'] as const;
const level = (title: string) => choice(levels, { title, ui: { labels: { '1': '1 high', '2': '2 medium', '3': '3 low' } } }).default('3');

const created = { sys_id: '9d385017c611228701d22104cc95c371', number: 'INC0010042', state: '1' };

export default defineNode({
  type: 'tickets.servicenow-incident',
  version: 1,
  group: 'http',
  section: 'Tickets',
  title: 'ServiceNow incident',
  summary: 'Opens or updates an incident in ServiceNow.',
  icon: 'tag',
  keywords: ['ticket', 'itsm', 'snow', 'incident', 'work note'],
  connection: 'servicenow',
  effect: 'write',
  params: z.object({
    action: choice(['create', 'update'], {
      title: 'What to do',
      ui: { labels: { create: 'Open an incident', update: 'Update an incident' } },
    }).default('create'),
    incident: textField({
      title: 'Incident',
      description: 'Its number or sys_id.',
      ui: { placeholder: 'INC0010042', when: { param: 'action', in: ['update'] } },
    }).default(''),
    summary: textField({ title: 'Short description', ui: { placeholder: 'Backup of vm-sql-03 failed' } })
      .max(160)
      .default(''),
    description: longText({ title: 'Description', ui: { lines: 5 } }).default(''),
    impact: level('Impact'),
    urgency: level('Urgency'),
    group: textField({ title: 'Assignment group', ui: { advanced: true } }).default(''),
    note: longText({ title: 'Work note', ui: { lines: 3, when: { param: 'action', in: ['update'] } } }).default(''),
    fields: keyValues({
      title: 'Other fields',
      description: 'By their column names: state, category, cmdb_ci …',
      ui: { advanced: true },
    }).default({}),
  }),
  ports: ['done'],
  result: z.object({
    number: z.string(),
    sysId: z.string(),
    state: z.string(),
    url: z.string().meta({ title: 'Page', description: 'Of a new incident.' }),
    practice: z.boolean(),
  }),
  line: '{action} · {summary} · {incident}',
  async run({ params, http, key }) {
    if (params.action === 'create') {
      if (params.summary === '') throw fail('param_missing', 'An incident needs a short description.');
      const body = { ...fieldsOf(params), correlation_id: key, correlation_display: 'Vaultflow' };
      return { port: 'done', data: view(await askDesk(http, desk, { method: 'POST', url: table, body })) };
    }
    const id = await sysIdOf(http, params.incident);
    const { impact: _, urgency: __, ...changed } = fieldsOf(params);
    const body = { ...changed, ...(params.note ? { work_notes: params.note } : {}) };
    return { port: 'done', data: view(await askDesk(http, desk, { method: 'PATCH', url: `${table}/${id}`, body })) };
  },
  async recover({ params, http, key }) {
    // Fields set twice are the same fields; a note written twice stands there twice.
    if (params.action === 'update') return params.note ? 'unknown' : 'didNot';
    const [found] = await search(http, `correlation_id=${key}`);
    return found ? { happened: { port: 'done', data: view({ body: { result: found }, practice: false }) } } : 'didNot';
  },
  examples: [
    {
      name: 'Opens one',
      given: {
        http: {
          'POST https://contoso.service-now.example.com/api/now/table/incident': {
            status: 201,
            body: { result: created },
            headers: { location: `https://contoso.service-now.com/api/now/table/incident/${created.sys_id}` },
          },
        },
      },
      params: {
        summary: 'Backup of vm-sql-03 failed',
        description: 'UserErrorGuestAgentStatusUnavailable',
        impact: '2',
        urgency: '2',
        fields: { category: 'backup' },
      },
      expect: {
        port: 'done',
        data: {
          number: 'INC0010042',
          sysId: created.sys_id,
          state: '1',
          practice: false,
          url: `https://contoso.service-now.com/nav_to.do?uri=incident.do?sys_id=${created.sys_id}`,
        },
      },
    },
    {
      name: 'Adds a work note, by number',
      given: {
        http: {
          'GET https://contoso.service-now.example.com/api/now/table/incident?sysparm_query=number%3DINC0010042&sysparm_limit=2&sysparm_fields=sys_id%2Cnumber%2Cstate':
            { status: 200, body: { result: [created] } },
          [`PATCH https://contoso.service-now.example.com/api/now/table/incident/${created.sys_id}`]: {
            status: 200,
            body: { result: { ...created, state: '2' } },
          },
        },
      },
      params: { action: 'update', incident: 'INC0010042', note: 'The backup runs again.', fields: { state: 2 } },
      expect: { port: 'done', data: { number: 'INC0010042', state: '2' } },
    },
    {
      name: 'An incident that does not exist',
      given: {
        http: {
          'GET https://contoso.service-now.example.com/api/now/table/incident?sysparm_query=number%3DINC9999999&sysparm_limit=2&sysparm_fields=sys_id%2Cnumber%2Cstate':
            { status: 200, body: { result: [] } },
        },
      },
      params: { action: 'update', incident: 'INC9999999', note: 'x' },
      expect: { failed: { code: 'not_found' } },
    },
    {
      name: 'The account may not write',
      given: {
        http: {
          'POST https://contoso.service-now.example.com/api/now/table/incident': {
            status: 403,
            body: {
              error: { message: 'Operation Failed', detail: 'ACL Exception Insert Failed due to security constraints' },
              status: 'failure',
            },
          },
        },
      },
      params: { summary: 'Backup failed' },
      expect: { failed: { code: 'http_status', refused: true } },
    },
  ],
});

interface Fields {
  readonly summary: string;
  readonly description: string;
  readonly impact: string;
  readonly urgency: string;
  readonly group: string;
  readonly fields: JsonObject;
}

const fieldsOf = ({ summary, description, impact, urgency, group, fields }: Fields): JsonObject => ({
  ...(summary ? { short_description: summary } : {}),
  ...(description ? { description } : {}),
  impact,
  urgency,
  ...(group ? { assignment_group: group } : {}),
  ...fields,
});

async function search(http: HttpCapability, query: string): Promise<readonly JsonObject[]> {
  const asked = new URLSearchParams({ sysparm_query: query, sysparm_limit: '2', sysparm_fields: 'sys_id,number,state' });
  const { body } = await askDesk(http, desk, { method: 'GET', url: `${table}?${asked}` });
  return list(body.result).map(object);
}

async function sysIdOf(http: HttpCapability, incident: string): Promise<string> {
  if (/^[0-9a-f]{32}$/i.test(incident)) return incident;
  if (!/^[A-Za-z]{2,5}\d{4,12}$/.test(incident))
    throw fail('param_invalid', `${incident.slice(0, 60) || 'Nothing'} is not the number of an incident.`);
  const [found] = await search(http, `number=${incident}`);
  if (!found) throw fail('not_found', `There is no incident ${incident}.`);
  return text(found.sys_id);
}

type Answer = Pick<DeskAnswer, 'body' | 'practice'> & Partial<Pick<DeskAnswer, 'headers'>>;

function view({ body, headers, practice }: Answer) {
  const result = object(body.result);
  const sysId = text(result.sys_id);
  // The desk names the new record by its API address; people want its page.
  const url = sysId === '' ? '' : pageOf(headers?.location ?? '', `/nav_to.do?uri=incident.do?sys_id=${sysId}`);
  return { number: text(result.number), sysId, state: text(result.state), url, practice };
}
