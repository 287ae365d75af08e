// Opens an issue in a GitHub repository, comments on one or closes it. What it writes carries the step's key in an invisible
// comment, so nothing is written twice.
import { z } from 'zod';
import { defineNode } from '../kit/define.ts';
import { fail } from '../kit/errors.ts';
import { choice, longText, text as textField } from '../kit/fields.ts';
import { askDesk, list, object, text } from './desk.ts';

const desk = 'GitHub';
const headers = { accept: 'application/vnd.github+json' };
const issues = 'https://api.github.example.com/repos/contoso/ops/issues';
const mark = (key: string) => `<!-- vaultflow:${key} -->`;
const marked = (body: string, key: string) => `${body}\n\n${mark(key)}`;

export default defineNode({
  type: 'tickets.github-issue',
  version: 1,
  group: 'http',
  section: 'Tickets',
  title: 'GitHub issue',
  summary: 'Opens, comments on or closes an issue in a GitHub repository.',
  icon: 'branch',
  keywords: ['ticket', 'git', 'repository', 'bug', 'gh issue create'],
  connection: 'github',
  effect: 'write',
  params: z.object({
    repository: textField({ title: 'Repository', ui: { placeholder: 'contoso/ops' } }).regex(
      /^[\w.-]+\/[\w.-]+$/,
      'must look like owner/name',
    ),
    action: choice(['create', 'comment', 'close'], {
      title: 'What to do',
      ui: { labels: { create: 'Open an issue', comment: 'Comment on an issue', close: 'Close an issue' } },
    }).default('create'),
    number: z
      .union([z.int().min(1), z.string().regex(/^\d+$/, 'must be a number')])
      .optional()
      .meta({ title: 'Number', ui: { widget: 'text', when: { param: 'action', in: ['comment', 'close'] } } }),
    title: textField({ title: 'Title', ui: { when: { param: 'action', in: ['create'] } } })
      .max(256)
      .default(''),
    text: longText({
      title: 'Text',
      description: 'Markdown.',
      ui: { language: 'markdown', lines: 6, when: { param: 'action', in: ['create', 'comment'] } },
    }).default(''),
    labels: z
      .array(z.string())
      .default([])
      .meta({ title: 'Labels', ui: { widget: 'list', advanced: true, when: { param: 'action', in: ['create'] } } }),
    assignees: z
      .array(z.string())
      .default([])
      .meta({ title: 'Assignees', ui: { widget: 'list', advanced: true, when: { param: 'action', in: ['create'] } } }),
  }),
  ports: ['done'],
  result: z.object({ number: z.int().nullable(), url: z.string(), state: z.string(), practice: z.boolean() }),
  line: '{action} · {repository} · {number} · {title}',
  async run({ params, http, key }) {
    const at = `/repos/${params.repository}/issues`;
    if (params.action === 'create') {
      if (params.title === '') throw fail('param_missing', 'An issue needs a title.');
      const body = { title: params.title, body: marked(params.text, key), labels: params.labels, assignees: params.assignees };
      const answer = await askDesk(http, desk, { method: 'POST', url: at, headers, body });
      return { port: 'done', data: view(answer.body, answer.practice) };
    }
    const number = numberOf(params.number);
    if (params.action === 'comment') {
      const answer = await askDesk(http, desk, {
        method: 'POST',
        url: `${at}/${number}/comments`,
        headers,
        body: { body: marked(params.text, key) },
      });
      return { port: 'done', data: { ...view(answer.body, answer.practice), number } };
    }
    const answer = await askDesk(http, desk, { method: 'PATCH', url: `${at}/${number}`, headers, body: { state: 'closed' } });
    return { port: 'done', data: { ...view(answer.body, answer.practice), number } };
  },
  async recover({ params, http, key, intent }) {
    // Closed twice is closed.
    if (params.action === 'close') return 'didNot';
    const at = `/repos/${params.repository}/issues`;
    const since = new Date(intent.at - 10 * 60_000).toISOString();
    const number = params.action === 'comment' ? numberOf(params.number) : null;
    const query =
      number === null
        ? `?state=all&sort=created&direction=desc&per_page=100&since=${since}`
        : `/${number}/comments?per_page=100&since=${since}`;
    const answer = await http.request({ method: 'GET', url: `${at}${query}`, headers });
    if (answer.status >= 400) return 'unknown';
    const mine = list(answer.body)
      .map(object)
      .find(({ body }) => text(body).includes(mark(key)));
    return mine ? { happened: { port: 'done', data: { ...view(mine, false), ...(number === null ? {} : { number }) } } } : 'didNot';
  },
  examples: [
    {
      name: 'Opens one',
      given: {
        http: {
          [`POST ${issues}`]: { status: 201, body: { number: 7, html_url: 'https://github.com/contoso/ops/issues/7', state: 'open' } },
        },
      },
      params: { repository: 'contoso/ops', title: 'Backup of vm-sql-03 failed', text: 'See the **run**.', labels: ['backup'] },
      expect: { port: 'done', data: { number: 7, state: 'open', url: 'https://github.com/contoso/ops/issues/7' } },
    },
    {
      name: 'Comments on one',
      given: {
        http: {
          [`POST ${issues}/7/comments`]: {
            status: 201,
            body: { id: 1, html_url: 'https://github.com/contoso/ops/issues/7#issuecomment-1' },
          },
        },
      },
      params: { repository: 'contoso/ops', action: 'comment', number: 7, text: 'It runs again.' },
      expect: { data: { number: 7, url: 'https://github.com/contoso/ops/issues/7#issuecomment-1' } },
    },
    {
      name: 'Closes one',
      given: {
        http: {
          [`PATCH ${issues}/7`]: { status: 200, body: { number: 7, html_url: 'https://github.com/contoso/ops/issues/7', state: 'closed' } },
        },
      },
      params: { repository: 'contoso/ops', action: 'close', number: '7' },
      expect: { data: { state: 'closed' } },
    },
    {
      name: 'A repository that the token does not see',
      given: { http: { [`POST ${issues}`]: { status: 404, body: { message: 'Not Found' } } } },
      params: { repository: 'contoso/ops', title: 'Backup failed' },
      expect: { failed: { code: 'http_status', refused: true } },
    },
  ],
});

function numberOf(given: number | string | undefined): number {
  if (given === undefined) throw fail('param_missing', 'Which issue? Its number is missing.');
  return Number(given);
}

const view = (body: { readonly [name: string]: unknown }, practice: boolean) => ({
  number: typeof body.number === 'number' ? body.number : null,
  url: text(body.html_url),
  state: text(body.state),
  practice,
});
