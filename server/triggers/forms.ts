// Forms: a person's answers become a run. Says which form an address belongs to and who may see it; sent twice with the same
// token, a form starts one run. It knows nothing of HTML.
import { createHash } from 'node:crypto';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import type { TriggerEvent } from '../../nodes/kit/records.ts';
import type { Created } from '../journal/contract.ts';
import { mayAct, type ProjectActor, triggerActor } from '../security/actor.ts';
import { demandKeepable } from '../security/json-limits.ts';
import type { FlowHead } from '../store/flows.ts';
import { notFound, refuse } from '../store/refusal.ts';
import type { Stores } from '../store/stores.ts';
import type { Accept } from './accept.ts';
import { type Answers, type FormField, formFields, readAnswers } from './form-fields.ts';
import { mapInputs } from './inputs.ts';

export const FORM = 'core.form';
const KEEP_MS = 24 * 3_600_000;

export interface OpenForm {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly button: string;
  readonly fields: readonly FormField[];
  readonly flow: FlowHead;
  readonly node: FlowNode;
  /** As whom its runs are started. */
  readonly actor: ProjectActor;
  /** The flow answers by itself. */
  readonly responds: boolean;
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

export function createForms({ stores, accept, now }: { readonly stores: Stores; readonly accept: Accept; readonly now: () => number }) {
  return {
    /** `asking`: who is signed in; null: nobody. Refuses with `not_found`, `hook_disabled`, `unauthenticated`, `forbidden`. */
    async open(id: string, asking: ProjectActor | null): Promise<OpenForm> {
      const hook = await stores.hooks.byId(id);
      if (!hook) throw notFound('form', id);
      const trigger = triggerActor(hook.projectId, `${hook.flowId}/${hook.nodeId}`, 'Form');
      const flow = await stores.flows.head(trigger, hook.flowId);
      const document = flow.publishedVersion === null ? null : await stores.versions.flowOf(trigger, flow.id, flow.publishedVersion);
      const node = document?.nodes.find((n) => n.id === hook.nodeId && n.type === FORM);
      if (!document || !node) throw notFound('form', id);
      const forEverybody = node.params.who === 'everybody';
      if (!forEverybody) {
        if (!asking) throw refuse('unauthenticated', 'This form is for people who are signed in to Vaultflow.');
        if (asking.projectId !== hook.projectId) throw notFound('form', id);
        if (!mayAct(asking.role, 'operator')) throw refuse('forbidden', 'Only operators and above may start flows.');
      }
      if (!flow.enabled || node.settings?.disabled === true || hook.disabledAt !== null)
        throw refuse('hook_disabled', 'This form is closed at the moment.');
      const given = new Set(Object.keys((node.params.inputs ?? {}) as JsonObject));
      return {
        id,
        title: textOf(node.params.title).trim() || document.name,
        text: textOf(node.params.text),
        button: textOf(node.params.button).trim() || 'Send',
        fields: formFields(document, given),
        flow,
        node,
        actor: asking?.projectId === hook.projectId && mayAct(asking.role, 'operator') ? asking : trigger,
        responds: document.nodes.some(({ type, settings }) => type === 'core.respond' && settings?.disabled !== true),
      };
    },

    /** Refuses with `inputs_invalid`; paths are `/inputs/<name>`. `created: false`: this very page was sent before. */
    async send(form: OpenForm, answers: Answers, token: string): Promise<Created> {
      const { values, wrong } = readAnswers(form.fields, answers);
      const problems = Object.entries(wrong).map(([name, message]) => ({ code: 'inputs_invalid', path: `/inputs/${name}`, message }));
      if (problems.length > 0) throw refuse('inputs_invalid', 'Some answers cannot be read.', { problems });
      const secret = new Set(form.fields.filter(({ kind }) => kind === 'password').map(({ name }) => name));
      const body = Object.fromEntries(Object.entries(values).filter(([name]) => !secret.has(name)));
      const text = JSON.stringify(body);
      demandKeepable(Buffer.from(text));
      const document = await stores.versions.flowOf(form.actor, form.flow.id, form.flow.publishedVersion as number);
      const at = now();
      const event = { type: FORM, nodeId: form.node.id, body: body as JsonObject };
      const given = mapInputs(document, form.node, { ...event, at: new Date(at).toISOString() } as TriggerEvent, at);
      return accept.accept({
        actor: form.actor,
        flow: form.flow,
        arrival: event,
        inputs: { ...values, ...given },
        dedup: { key: `form:${form.id}:${token}`, hash: createHash('sha256').update(text).digest('base64url'), keepMs: KEEP_MS },
      });
    },
  };
}

export type Forms = ReturnType<typeof createForms>;
