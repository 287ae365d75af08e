// Makes a Jira issue, comments on one, or moves one to another status; Jira Cloud and Data Center alike. An issue carries the step's
// key as a label and a comment carries it as a property, so neither is made twice.
import { z } from 'zod';
import type { HttpCapability } from '../kit/capabilities.ts';
import { defineNode } from '../kit/define.ts';
import { FailureError, fail } from '../kit/errors.ts';
import { choice, keyValues, longText, text as textField } from '../kit/fields.ts';
import { askDesk, list, object, pageOf, text } from './desk.ts';

const api = '/rest/api/2';
const desk = 'Jira';
const property = 'vaultflow-step';
const labelOf = (key: string) => `vaultflow-${key}`;

export default defineNode({
  type: 'tickets.jira-issue',
  version: 1,
  group: 'http',
  section: 'Tickets',
  title: 'Jira issue',
  summary: 'Makes, comments on or moves a Jira issue.',
  icon: 'tag',
  keywords: ['ticket', 'atlassian', 'bug', 'task', 'transition', 'comment'],
  connection: 'jira',
  effect: 'write',
  params: z.object({
    action: choice(['create', 'comment', 'transition'], {
      title: 'What to do',
      ui: { labels: { create: 'Make an issue', comment: 'Comment on an issue', transition: 'Move an issue to another status' } },
    }).default('create'),
    issue: textField({ title: 'Issue', ui: { placeholder: 'OPS-42', when: { param: 'action', in: ['comment', 'transition'] } } }).default(
      '',
    ),
    project: textField({
      title: 'Project',
      description: 'Its key.',
      ui: { placeholder: 'OPS', when: { param: 'action', in: ['create'] } },
    }).default(''),
    issueType: textField({ title: 'Issue type', ui: { when: { param: 'action', in: ['create'] } } }).default('Task'),
    summary: textField({ title: 'Summary', ui: { when: { param: 'action', in: ['create'] } } })
      .max(255)
      .default(''),
    text: longText({
      title: 'Text',
      description: 'Description of a new issue, or the comment.',
      ui: { lines: 5, when: { param: 'action', in: ['create', 'comment'] } },
    }).default(''),
    labels: z
      .array(z.string().regex(/^\S+$/, 'must have no blanks'))
      .default([])
      .meta({ title: 'Labels', ui: { widget: 'list', advanced: true, when: { param: 'action', in: ['create'] } } }),
    status: textField({
      title: 'New status',
      description: 'Name of the transition or of the status.',
      ui: { placeholder: 'Done', when: { param: 'action', in: ['transition'] } },
    }).default(''),
    fields: keyValues({
      title: 'Other fields',
      description: 'As the Jira API has them: priority, components …',
      ui: { advanced: true, when: { param: 'action', in: ['create', 'transition'] } },
    }).default({}),
  }),
  ports: ['done'],
  result: z.object({ key: z.string(), id: z.string(), url: z.string(), practice: z.boolean() }),
  line: '{action} · {project} · {issue} · {summary} · {status}',
  async run({ params, http, key }) {
    if (params.action === 'create') {
      if (params.project === '' || params.summary === '') throw fail('param_missing', 'An issue needs a project and a summary.');
      const fields = {
        project: { key: params.project },
        issuetype: { name: params.issueType },
        summary: params.summary,
        ...(params.text ? { description: params.text } : {}),
        labels: [...params.labels, labelOf(key)],
        ...params.fields,
      };
      const { body, practice } = await askDesk(http, desk, { method: 'POST', url: `${api}/issue`, body: { fields } });
      return {
        port: 'done',
        data: { key: text(body.key), id: text(body.id), url: pageOf(text(body.self), `/browse/${text(body.key)}`), practice },
      };
    }
    const issue = checked(params.issue);
    if (params.action === 'comment') {
      const body = { body: params.text, properties: [{ key: property, value: { step: key } }] };
      const answer = await askDesk(http, desk, { method: 'POST', url: `${api}/issue/${issue}/comment`, body });
      return {
        port: 'done',
        data: { key: issue, id: text(answer.body.id), url: pageOf(text(answer.body.self), `/browse/${issue}`), practice: answer.practice },
      };
    }
    const transition = { id: await transitionId(http, issue, params.status) };
    const body = { transition, ...(Object.keys(params.fields).length > 0 ? { fields: params.fields } : {}) };
    const { practice } = await askDesk(http, desk, { method: 'POST', url: `${api}/issue/${issue}/transitions`, body });
    return { port: 'done', data: { key: issue, id: transition.id, url: '', practice } };
  },
  async recover({ params, http, key }) {
    if (params.action === 'create') {
      const found = await issueWithLabel(http, labelOf(key));
      return found ? { happened: { port: 'done', data: { ...found, practice: false } } } : 'didNot';
    }
    const issue = checked(params.issue);
    if (params.action === 'transition') return 'unknown';
    const { body } = await askDesk(http, desk, {
      method: 'GET',
      url: `${api}/issue/${issue}/comment?expand=properties&orderBy=-created&maxResults=100`,
    });
    const mine = list(body.comments)
      .map(object)
      .find(({ properties }) => list(properties).some((one) => object(one).key === property && object(object(one).value).step === key));
    return mine
      ? {
          happened: {
            port: 'done',
            data: { key: issue, id: text(mine.id), url: pageOf(text(mine.self), `/browse/${issue}`), practice: false },
          },
        }
      : 'didNot';
  },
  examples: [
    {
      name: 'Makes an issue',
      given: {
        http: {
          'POST https://contoso.jira.example.com/rest/api/2/issue': {
            status: 201,
            body: { id: '10042', key: 'OPS-42', self: 'https://contoso.jira.example.com/rest/api/2/issue/10042' },
          },
        },
      },
      params: { project: 'OPS', summary: 'Backup of vm-sql-03 failed', text: 'The guest agent does not answer.', labels: ['backup'] },
      expect: { port: 'done', data: { key: 'OPS-42', id: '10042', practice: false } },
    },
    {
      name: 'Comments on one',
      given: { http: { 'POST https://contoso.jira.example.com/rest/api/2/issue/OPS-42/comment': { status: 201, body: { id: '20001' } } } },
      params: { action: 'comment', issue: 'OPS-42', text: 'The backup runs again.' },
      expect: { port: 'done', data: { key: 'OPS-42', id: '20001' } },
    },
    {
      name: 'Closes one',
      given: {
        http: {
          'GET https://contoso.jira.example.com/rest/api/2/issue/OPS-42/transitions': {
            status: 200,
            body: {
              transitions: [
                { id: '11', name: 'Start', to: { name: 'In Progress' } },
                { id: '31', name: 'Resolve', to: { name: 'Done' } },
              ],
            },
          },
          'POST https://contoso.jira.example.com/rest/api/2/issue/OPS-42/transitions': { status: 204, body: null },
        },
      },
      params: { action: 'transition', issue: 'OPS-42', status: 'done' },
      expect: { port: 'done', data: { key: 'OPS-42', id: '31' } },
    },
    {
      name: 'A status that the issue cannot go to',
      given: {
        http: {
          'GET https://contoso.jira.example.com/rest/api/2/issue/OPS-42/transitions': {
            status: 200,
            body: { transitions: [{ id: '11', name: 'Start', to: { name: 'In Progress' } }] },
          },
        },
      },
      params: { action: 'transition', issue: 'OPS-42', status: 'Done' },
      expect: { failed: { code: 'conflict' } },
    },
    {
      name: 'A project that does not exist',
      given: {
        http: {
          'POST https://contoso.jira.example.com/rest/api/2/issue': {
            status: 400,
            body: { errorMessages: [], errors: { project: 'valid project is required' } },
          },
        },
      },
      params: { project: 'NOPE', summary: 'Backup failed' },
      expect: { failed: { code: 'http_status', refused: true } },
    },
  ],
});

function checked(issue: string): string {
  if (!/^[A-Za-z][A-Za-z0-9_]*-\d+$|^\d+$/.test(issue))
    throw fail('param_invalid', `${issue.slice(0, 60) || 'Nothing'} is not the key of an issue.`);
  return issue;
}

async function transitionId(http: HttpCapability, issue: string, wanted: string): Promise<string> {
  const { body } = await askDesk(http, desk, { method: 'GET', url: `${api}/issue/${issue}/transitions` });
  const all = list(body.transitions).map(object);
  const same = (name: unknown) => text(name).toLowerCase() === wanted.toLowerCase();
  const found = all.find(({ name }) => same(name)) ?? all.find(({ to }) => same(object(to).name));
  if (found) return text(found.id);
  throw fail('conflict', `${issue} cannot go to “${wanted}” from where it is.`, {
    advice: [`It can go to: ${all.map(({ to, name }) => text(object(to).name) || text(name)).join(', ') || 'nowhere'}.`],
  });
}

/** Cloud has a search of its own; Data Center keeps the older one. */
async function issueWithLabel(
  http: HttpCapability,
  label: string,
): Promise<{ readonly key: string; readonly id: string; readonly url: string } | null> {
  const query = new URLSearchParams({ jql: `labels = "${label}"`, fields: 'summary', maxResults: '1' });
  const ask = (path: string) => askDesk(http, desk, { method: 'GET', url: `${api}/${path}?${query}` });
  const { body } = await ask('search/jql').catch((error: unknown) => {
    if (error instanceof FailureError && error.failure.code === 'http_status') return ask('search');
    throw error;
  });
  const [found] = list(body.issues).map(object);
  return found ? { key: text(found.key), id: text(found.id), url: pageOf(text(found.self), `/browse/${text(found.key)}`) } : null;
}
