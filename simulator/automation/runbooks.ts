// Runbooks: made as a draft, their text replaced, published. Replacing and publishing take a moment; only a published runbook can
// be started.
import { runbookPatch, runbookRequest } from '../requests/automation.ts';
import { checkBody } from '../requests/check.ts';
import type { Json } from '../state/model.ts';
import { type Answer, notFound, ok, refuse } from '../wire/answer.ts';
import { type Call, link, param, workMs } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';
import { A, accountKey, automationId, partKey, time, withAccount } from './accounts.ts';
import type { AutomationAccount, Runbook } from './model.ts';

const view = (account: AutomationAccount, runbook: Runbook): Json => ({
  id: `${automationId(account)}/runbooks/${runbook.name}`,
  name: runbook.name,
  type: 'Microsoft.Automation/AutomationAccounts/Runbooks',
  location: runbook.location,
  tags: runbook.tags,
  etag: `"${runbook.changedAt}"`,
  properties: {
    runbookType: runbook.type,
    description: runbook.description,
    state: runbook.state,
    logVerbose: runbook.logVerbose,
    logProgress: runbook.logProgress,
    logActivityTrace: 0,
    parameters: {},
    outputTypes: [],
    jobCount: 0,
    provisioningState: 'Succeeded',
    creationTime: time(runbook.createdAt),
    lastModifiedTime: time(runbook.changedAt),
  },
});

const keep = (call: Call, account: AutomationAccount, runbook: Runbook) =>
  call.store.put('runbook', partKey(account, runbook.name), runbook, { parent: accountKey(account) });

const withRunbook = (call: Call, answer: (account: AutomationAccount, runbook: Runbook) => Answer): Answer =>
  withAccount(call, (account) => {
    const runbook = call.store.get('runbook', partKey(account, param(call, 'runbook')));
    return runbook ? answer(account, runbook) : notFound(`runbooks/${param(call, 'runbook')}`, param(call, 'group'));
  });

const put = (call: Call): Answer =>
  withAccount(call, (account) => {
    const checked = checkBody(runbookRequest, call.body);
    if ('refused' in checked) return checked.refused;
    const { properties, tags = {}, location } = checked.value;
    if (properties.publishContentLink)
      return refuse(400, 'BadRequest', 'The practice subscription fetches nothing from outside: replace the content of the draft instead.');
    const old = call.store.get('runbook', partKey(account, param(call, 'runbook')));
    const runbook: Runbook = {
      account: accountKey(account),
      name: param(call, 'runbook'),
      location: location ?? account.location,
      tags,
      type: properties.runbookType,
      description: properties.description ?? '',
      state: old ? 'Edit' : 'New',
      draft: old?.draft ?? '',
      published: old?.published ?? null,
      logVerbose: properties.logVerbose ?? false,
      logProgress: properties.logProgress ?? false,
      createdAt: old?.createdAt ?? call.at,
      changedAt: call.at,
    };
    keep(call, account, runbook);
    return { status: old ? 200 : 201, body: view(account, runbook) };
  });

const patch = (call: Call): Answer =>
  withRunbook(call, (account, runbook) => {
    const checked = checkBody(runbookPatch, call.body);
    if ('refused' in checked) return checked.refused;
    const { tags, properties } = checked.value;
    const next: Runbook = {
      ...runbook,
      ...(tags ? { tags } : {}),
      ...(properties?.description === undefined ? {} : { description: properties.description }),
      changedAt: call.at,
    };
    keep(call, account, next);
    return ok(view(account, next));
  });

/** How long Automation takes over a text, in simulated seconds. */
const seconds = 6;

/** The operation's id holds when it ends: nothing else has to be remembered of it. */
const accepted = (call: Call): Answer => {
  const id = `${Math.round(call.at + workMs(call, seconds)).toString(36)}-${call.newId()}`;
  const path = `${call.path.replace(/\/(draft\/content|publish)$/i, '')}/operationResults/${id}`;
  return { status: 202, headers: { location: link(call, encodeURI(path)), 'retry-after': '0' } };
};

const result = (call: Call): Answer => {
  const endAt = Number.parseInt(param(call, 'operation').split('-')[0] ?? '', 36);
  if (Number.isNaN(endAt)) return notFound(`operationResults/${param(call, 'operation')}`, param(call, 'group'));
  return call.at < endAt ? { status: 202, headers: { location: link(call, encodeURI(call.path)), 'retry-after': '0' } } : { status: 200 };
};

const replace = (call: Call): Answer =>
  withRunbook(call, (account, runbook) => {
    if (typeof call.body !== 'string') return refuse(400, 'BadRequest', 'The content of a runbook is sent as text/powershell.');
    keep(call, account, { ...runbook, draft: call.body, state: runbook.published === null ? 'New' : 'Edit', changedAt: call.at });
    return accepted(call);
  });

const publish = (call: Call): Answer =>
  withRunbook(call, (account, runbook) => {
    if (runbook.draft === null) return refuse(400, 'BadRequest', `The runbook '${runbook.name}' has no draft to publish.`);
    keep(call, account, { ...runbook, published: runbook.draft, draft: null, state: 'Published', changedAt: call.at });
    return accepted(call);
  });

const remove = (call: Call): Answer =>
  withAccount(call, (account) => {
    const key = partKey(account, param(call, 'runbook'));
    if (!call.store.get('runbook', key)) return { status: 204 };
    call.store.remove('runbook', key);
    return { status: 200 };
  });

const content = (which: 'draft' | 'published') => (call: Call) =>
  withRunbook(call, (_account, runbook) => {
    const text = runbook[which];
    return text === null
      ? notFound(`runbooks/${runbook.name}/${which}`, param(call, 'group'))
      : { status: 200, raw: { content: text, type: 'text/powershell' } };
  });

const R = `${A}/runbooks/{runbook}`;

export const runbookRoutes: Route[] = [
  route('GET', `${A}/runbooks`, (call) =>
    withAccount(call, (account) =>
      page(
        call,
        call.store.list('runbook', accountKey(account)).map(({ doc }) => doc),
        (runbook) => view(account, runbook),
      ),
    ),
  ),
  route('GET', R, (call) => withRunbook(call, (account, runbook) => ok(view(account, runbook)))),
  route('PUT', R, put),
  route('PATCH', R, patch),
  route('DELETE', R, remove),
  route('GET', `${R}/content`, content('published')),
  route('GET', `${R}/draft/content`, content('draft')),
  route('PUT', `${R}/draft/content`, replace),
  route('POST', `${R}/publish`, publish),
  route('GET', `${R}/operationResults/{operation}`, result),
];
