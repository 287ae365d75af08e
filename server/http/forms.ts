// Forms over HTTP: the page, and what comes of sending it. Every answer is a page for people, refusals too. Who sends too often is
// asked to slow down.
import type { Request, Response } from 'express';
import { errorTable, FailureError } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';
import type { formRoutes } from '../../nodes/kit/wire/forms.ts';
import type { ProjectActor } from '../security/actor.ts';
import { unguessable } from '../store/ids.ts';
import { Refusal, refuse } from '../store/refusal.ts';
import type { Answers } from '../triggers/form-fields.ts';
import type { OpenForm } from '../triggers/forms.ts';
import type { AppDeps } from './deps.ts';
import { formPage } from './form-page.ts';
import { escaped, sendNotice, sendPage } from './page.ts';
import type { Handlers } from './registry.ts';

/** How long the page is held for the flow's own answer. */
const PATIENCE_MS = 25_000;

/** Nobody acts in no project. */
const signedIn = (actor: ProjectActor): ProjectActor | null => (actor.projectId === '' ? null : actor);

export function formHandlers({ forms, engine, limits }: AppDeps): Handlers<typeof formRoutes> {
  function demandPatience(waitMs: number): void {
    if (waitMs > 0)
      throw refuse('too_many_requests', 'This form was sent very often just now. Wait a moment, then try again.', {
        headers: { 'Retry-After': String(Math.ceil(waitMs / 1_000)) },
      });
  }

  /** Whatever is refused becomes a page. What nobody foresaw goes on to the log. */
  async function asPage({ request, response }: { request: Request; response: Response }, work: () => Promise<void>): Promise<undefined> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      const { code, message } = error.failure;
      if (error instanceof Refusal) response.set(error.headers);
      if (code === 'not_found') return noForm(request, response);
      const again = code === 'unauthenticated' ? `<p><a href="${escaped(request.path)}">I have signed in: show the form</a></p>` : '';
      sendNotice(response, errorTable[code].status, errorTable[code].title, message, again);
    }
    return undefined;
  }

  /** Addresses are not found by trying. */
  function noForm(request: Request, response: Response): undefined {
    const tooMany = limits.strangers.take(request.socket.remoteAddress ?? '') > 0;
    if (tooMany) sendNotice(response, 429, errorTable.too_many_requests.title, 'Wait a minute, then try again.');
    else
      sendNotice(response, 404, errorTable.not_found.title, 'There is no form at this address. Ask whoever gave it to you for a new one.');
    return undefined;
  }

  async function answer(response: Response, form: OpenForm, runId: string, number: number, member: boolean): Promise<void> {
    const waited = form.responds ? await engine.waitFor(runId, PATIENCE_MS) : null;
    const link = member ? `<p><a href="/flows/${escaped(form.flow.id)}/runs/${escaped(runId)}">Show the run</a></p>` : '';
    if (!waited?.response) return sendNotice(response, 200, form.title, `Started: run ${number}.`, link);
    sendPage(
      response,
      200,
      form.title,
      `<h1>${escaped(form.title)}</h1>\n<p>Run ${number} answers:</p>\n${said(waited.response.body)}\n${link}`,
    );
  }

  return {
    showForm: (call) =>
      asPage(call, async () => {
        const form = await forms.open(call.params.id, signedIn(call.actor));
        sendPage(call.response, 200, form.title, formPage(form, { answers: null, wrong: {}, token: unguessable() }));
      }),
    sendForm: (call) =>
      asPage(call, async () => {
        const { request, response, params } = call;
        demandPatience(limits.forms.take(`${params.id} ${request.socket.remoteAddress ?? ''}`));
        const form = await forms.open(params.id, signedIn(call.actor));
        const sent = sentOf(request);
        const answers: Answers = Object.fromEntries(form.fields.map(({ name }) => [name, sent.getAll(`in-${name}`)]));
        const again = (wrong: { readonly [name: string]: string }, token: string) =>
          sendPage(response, 422, `Please check: ${form.title}`, formPage(form, { answers, wrong, token }));
        const token = tokenOf(sent);
        try {
          const created = await forms.send(form, answers, token);
          if (!created.mismatch) return await answer(response, form, created.run.id, created.run.number, signedIn(call.actor) !== null);
          again(
            { '': `This page was sent before with other answers and started run ${created.run.number}. Send it again to start another` },
            unguessable(),
          );
        } catch (error) {
          if (!(error instanceof Refusal) || error.failure.code !== 'inputs_invalid') throw error;
          again(wrongOf(form, error), token);
        }
      }),
  };
}

function sentOf(request: Request): URLSearchParams {
  if (!request.is('application/x-www-form-urlencoded')) throw refuse('unsupported_media_type', 'Send the form from its page.');
  const bytes: Uint8Array = request.body instanceof Uint8Array ? request.body : new Uint8Array();
  return new URLSearchParams(new TextDecoder().decode(bytes));
}

function tokenOf(sent: URLSearchParams): string {
  const token = sent.get('token') ?? '';
  return /^[\w-]{16,100}$/.test(token) ? token : unguessable();
}

/** Problems by input; those of fields that the page does not have are about the whole. */
function wrongOf(form: OpenForm, { problems, failure }: Refusal): { readonly [name: string]: string } {
  const asked = new Set(form.fields.map(({ name }) => name));
  const found = problems.map(({ path, message }): [string, string] => {
    const name = path.split('/')[2] ?? '';
    return asked.has(name) ? [name, message.includes('is missing') ? 'is needed' : message] : ['', `${name}: ${message}`];
  });
  return found.length > 0 ? Object.fromEntries(found.reverse()) : { '': failure.message };
}

/** Text as it is, everything else as JSON. */
const said = (body: Json): string => `<pre>${escaped(typeof body === 'string' ? body : JSON.stringify(body, null, 2))}</pre>`;
