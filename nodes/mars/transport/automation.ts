// The way through Azure Automation: a job of our one runbook on a Hybrid Runbook Worker. The runbook is published anew when its text has
// changed. A job's parameters can be read by everybody who sees the job, so secrets are named there, as encrypted variables, and not sent.
import type { AzureAnswer, AzureBackup } from '../../kit/capabilities-azure.ts';
import { fail } from '../../kit/errors.ts';
import { digest, toHex } from '../../kit/expression/functions/digest.ts';
import type { JsonObject } from '../../kit/json.ts';
import { runbookText } from '../scripts/all.ts';
import type { Look, MarsCall, Place, Where } from './contract.ts';
import { nullIfMissing } from './missing.ts';

type Azure = Pick<AzureBackup, 'arm' | 'poll'>;

const apiVersion = '2023-11-01';
const runbookName = 'Vaultflow-MARS';
const runbookHash = toHex(digest(runbookText)).slice(0, 16);
/** An output stream holds 1 MiB; a job's whole output as much as we read. */
const room = 900_000;

const object = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const accountIds = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Automation\/automationAccounts\/[^/]+$/i;

export const jobPlace = ({ automationAccount = '' }: Where, key: string): Place => ({
  way: 'automation',
  job: `${automationAccount}/jobs/${key}`,
});

export async function startJob(
  azure: Azure,
  where: Where,
  call: MarsCall,
  signal: AbortSignal,
): Promise<{ readonly name: string; readonly pauseSeconds: number }> {
  const account = where.automationAccount ?? '';
  if (!accountIds.test(account))
    throw fail('param_invalid', `${account} is not the id of an Automation account.`, { advice: ['Choose the account from the list.'] });
  if (!where.workerGroup) throw fail('param_missing', 'Name the hybrid worker group whose worker runs on the MARS server.');
  for (const name of call.operation.secrets)
    if (call.secrets[name])
      throw fail('param_invalid', 'An Automation job would show the secret to everybody who may see the job.', {
        advice: ['Put it into an encrypted variable of the Automation account and name the variable in this step.'],
      });
  const location = await locationOf(azure, account);
  await ensureRunbook(azure, account, location, signal);
  const variables = Object.fromEntries(
    call.operation.secrets.flatMap((name) => (call.variables[name] ? [[`${name}Variable`, call.variables[name]]] : [])),
  );
  await azure.arm({
    method: 'PUT',
    path: `${account}/jobs/${call.key}`,
    apiVersion,
    key: call.key,
    body: {
      properties: {
        runbook: { name: runbookName },
        parameters: { Operation: call.operation.name, Request: call.request(room), ...variables },
        runOn: where.workerGroup,
      },
    },
  });
  return { name: where.workerGroup, pauseSeconds: 1 };
}

async function locationOf(azure: Azure, account: string): Promise<string> {
  const { body } = await azure.arm({ method: 'GET', path: account, apiVersion });
  return text(object(body).location);
}

async function ensureRunbook(azure: Azure, account: string, location: string, signal: AbortSignal): Promise<void> {
  const path = `${account}/runbooks/${runbookName}`;
  const found = await azure.arm({ method: 'GET', path, apiVersion }).catch(nullIfMissing);
  const { tags, properties } = object(found?.body);
  if (text(object(tags).vaultflow) === runbookHash && text(object(properties).state) === 'Published') return;
  const about = {
    logVerbose: false,
    logProgress: false,
    runbookType: 'PowerShell',
    description: 'Runs operations of the MARS agent for Vaultflow.',
  };
  if (!found)
    await azure.arm({ method: 'PUT', path, apiVersion, body: { name: runbookName, location, properties: { ...about, draft: {} } } });
  const replaced = await azure.arm({
    method: 'PUT',
    path: `${path}/draft/content`,
    apiVersion,
    body: runbookText,
    headers: { 'content-type': 'text/powershell' },
  });
  await settled(azure, replaced, signal);
  await settled(azure, await azure.arm({ method: 'POST', path: `${path}/publish`, apiVersion }), signal);
  // The mark comes last: a runbook that carries it is whole.
  await azure.arm({ method: 'PATCH', path, apiVersion, body: { name: runbookName, location, tags: { vaultflow: runbookHash } } });
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resume) => {
    const timer = setTimeout(resume, ms);
    const stop = () => {
      clearTimeout(timer);
      resume();
    };
    signal.addEventListener('abort', stop, { once: true });
  });

/** Publishing takes seconds: the step waits for it, because only a published runbook can be started. */
async function settled(azure: Azure, answer: AzureAnswer, signal: AbortSignal): Promise<void> {
  if (!answer.pending) return;
  for (let tries = 0; tries < 60 && !signal.aborted; tries++) {
    const stands = await azure.poll(answer.pending);
    if (stands.done) return;
    await pause(Math.min(Math.max(stands.retryAfterSeconds, 0.05), 2) * 1_000, signal);
  }
  throw fail('timed_out', 'Azure Automation did not publish the runbook in time.', { refused: true });
}

const ended = new Set(['Completed', 'Failed', 'Stopped', 'Suspended', 'Removing']);

/** Null: there is no such job, so it was never started. */
export async function lookAtJob(azure: Azure, { job }: Place & { readonly way: 'automation' }): Promise<Look | null> {
  const answer = await azure.arm({ method: 'GET', path: job, apiVersion }).catch(nullIfMissing);
  if (answer === null) return null;
  const properties = object(object(answer.body).properties);
  const status = text(properties.status);
  if (!ended.has(status))
    return { over: false, says: status === 'Running' ? 'the runbook runs' : 'waits for the hybrid worker', pauseSeconds: null };
  if (status === 'Stopped' || status === 'Suspended')
    throw fail('mars_failed', `The Automation job was ${status.toLowerCase()}.`, {
      azure: { code: status },
      ...(text(properties.exception) ? { cause: text(properties.exception) } : {}),
      advice: ['Look at the job in the Automation account. A worker that is offline for three days suspends its jobs.'],
    });
  return { over: true, output: await outputOf(azure, job), complaint: text(properties.exception) };
}

async function outputOf(azure: Azure, job: string): Promise<string> {
  const filter = encodeURIComponent("properties/streamType eq 'Output'");
  const { body } = await azure.arm({ method: 'GET', path: `${job}/streams?$filter=${filter}`, apiVersion });
  const streams = object(body).value;
  const parts: string[] = [];
  for (const stream of Array.isArray(streams) ? streams : []) {
    const id = text(object(object(stream).properties).jobStreamId);
    const { body: whole } = await azure.arm({ method: 'GET', path: `${job}/streams/${encodeURIComponent(id)}`, apiVersion });
    parts.push(text(object(object(whole).properties).streamText));
  }
  return parts.join('');
}
