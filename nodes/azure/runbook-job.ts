// Starts a runbook of an Automation account, waits for its job and gives back what it wrote. The job's name is the step's key, so
// after a crash the same job is found again.
import { z } from 'zod';
import type { AzureBackup } from '../kit/capabilities-azure.ts';
import { defineNode, type Outcome, wait } from '../kit/define.ts';
import { FailureError, fail } from '../kit/errors.ts';
import { azureId, flag, keyValues, text as textField } from '../kit/fields.ts';
import type { Json } from '../kit/json.ts';
import { list, object, resourceChoices, resourceId, text } from './find.ts';

const type = 'microsoft.automation/automationaccounts';
const apiVersion = '2023-11-01';
const longestPauseMs = 60_000;
/** Records of output that are read; a runbook that writes more says so in its result. */
const mostRecords = 100;
const over = /^(completed|failed|stopped|suspended|blocked|disconnected|removing)$/i;
const estate = {
  automationAccounts: [
    {
      name: 'aa-backup',
      runbooks: [
        { name: 'Clean-Snapshots', script: "Write-Output '3 snapshots removed'" },
        { name: 'Broken', script: "throw 'no access'" },
      ],
    },
  ],
};

interface State {
  readonly job: string;
  readonly runbook: string;
  readonly failOnError: boolean;
  readonly pauseMs: number;
}

export default defineNode({
  type: 'azure.runbook-job',
  version: 1,
  group: 'azure',
  section: 'Automation',
  title: 'Run runbook',
  summary: 'Starts a runbook of an Automation account and waits for its output.',
  icon: 'code',
  keywords: ['automation', 'powershell', 'az automation runbook start', 'Start-AzAutomationRunbook', 'hybrid worker'],
  needs: [
    'Microsoft.Automation/automationAccounts/read',
    'Microsoft.Automation/automationAccounts/runbooks/read',
    'Microsoft.Automation/automationAccounts/jobs/write',
    'Microsoft.Automation/automationAccounts/jobs/read',
    'Microsoft.Automation/automationAccounts/jobs/streams/read',
  ],
  connection: 'azure',
  effect: 'write',
  waits: true,
  params: z.object({
    account: azureId('account', { title: 'Automation account' }),
    runbook: textField({ title: 'Runbook', ui: { widget: 'choices', choices: 'runbook' } }).min(1),
    parameters: keyValues({ title: 'Parameters' }).default({}),
    runOn: textField({ title: 'Run on', description: 'A hybrid worker group. Empty: in Azure.', ui: { advanced: true } }).default(''),
    failOnError: flag({ title: 'Fail when the job fails', ui: { advanced: true } }).default(true),
  }),
  ports: ['done'],
  result: z.object({
    job: z.string(),
    status: z.string(),
    output: z.array(z.string()),
    exception: z.string().nullable(),
    json: z.json().nullable().meta({ title: 'Output as a value', description: 'When the output is JSON.' }),
  }),
  line: '{runbook} · {account}',
  async run({ params, azure, key }) {
    const account = await resourceId(azure, type, params.account, 'Automation account');
    const job = `${account}/jobs/${key}`;
    await azure.arm({
      method: 'PUT',
      path: job,
      apiVersion,
      key,
      body: {
        properties: {
          runbook: { name: params.runbook },
          parameters: Object.fromEntries(
            Object.entries(params.parameters).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
          ),
          runOn: params.runOn,
        },
      },
    });
    return parked({ job, runbook: params.runbook, failOnError: params.failOnError, pauseMs: 2_000 }, 'started');
  },
  resume: ({ azure, state }) => look(azure, state as unknown as State),
  async recover({ params, azure, key }) {
    const job = `${await resourceId(azure, type, params.account, 'Automation account')}/jobs/${key}`;
    try {
      await azure.arm({ method: 'GET', path: job, apiVersion });
      return { happened: parked({ job, runbook: params.runbook, failOnError: params.failOnError, pauseMs: 2_000 }, 'started') };
    } catch (error) {
      if (error instanceof FailureError && error.failure.azure?.status === 404) return 'didNot';
      throw error;
    }
  },
  choices: {
    account: resourceChoices(type),
    async runbook({ azure, params, search }) {
      const account = typeof params.account === 'string' && params.account.startsWith('/') ? params.account : null;
      if (account === null) return [];
      const { body } = await azure.arm({ method: 'GET', path: `${account}/runbooks`, apiVersion });
      return list(object(body).value)
        .map(object)
        .map(({ name, properties }) => ({
          value: text(name),
          label: text(name),
          detail: [object(properties).runbookType, object(properties).state].map(text).filter(Boolean).join(' · '),
        }))
        .filter(({ label }) => label.toLowerCase().includes(search.toLowerCase()));
    },
  },
  examples: [
    {
      name: 'What it wrote',
      given: { estate, resume: { kind: 'time', payload: null } },
      params: { account: 'aa-backup', runbook: 'Clean-Snapshots', parameters: { Days: 30 } },
      expect: { port: 'done', data: { status: 'Completed', output: ['3 snapshots removed'], job: { $uuid: true } } },
    },
    {
      name: 'It fails',
      given: { estate, resume: { kind: 'time', payload: null } },
      params: { account: 'aa-backup', runbook: 'Broken' },
      expect: { failed: { code: 'node_failed', azure: { code: 'JobFailed' } } },
    },
    {
      name: 'A runbook that does not exist',
      given: { estate },
      params: { account: 'aa-backup', runbook: 'Nowhere' },
      expect: { failed: { code: 'azure_error', azure: { code: 'NotFound', status: 404 } } },
    },
    {
      name: 'An account that does not exist',
      given: { estate },
      params: { account: 'aa-nowhere', runbook: 'Clean-Snapshots' },
      expect: { failed: { code: 'not_found' } },
    },
  ],
});

const parked = (state: State, says: string): Outcome => wait({ afterMs: state.pauseMs, state: state as unknown as Json, says });

async function look(azure: AzureBackup, state: State): Promise<Outcome> {
  const { body } = await azure.arm({ method: 'GET', path: state.job, apiVersion });
  const { status, exception } = object(object(body).properties);
  const now = text(status);
  if (!over.test(now)) return parked({ ...state, pauseMs: Math.min(state.pauseMs * 2, longestPauseMs) }, `the job is ${now.toLowerCase()}`);
  const said = text(exception) || null;
  if (!/^completed$/i.test(now) && state.failOnError)
    throw fail('node_failed', `The runbook ${state.runbook} ended with ${now}.`, {
      ...(said ? { cause: said.slice(0, 2_000) } : {}),
      azure: { code: `Job${now}` },
    });
  const output = await outputOf(azure, state.job);
  return {
    port: 'done',
    data: { job: state.job.split('/').at(-1), status: now, output, exception: said, json: parsed(output.join('\n')) },
  };
}

/** The list holds summaries; the text stands in each record. */
async function outputOf(azure: AzureBackup, job: string): Promise<string[]> {
  const filter = encodeURIComponent("properties/streamType eq 'Output'");
  const { body } = await azure.arm({ method: 'GET', path: `${job}/streams?$filter=${filter}`, apiVersion });
  const ids = list(object(body).value)
    .map((record) => object(object(record).properties))
    .filter(({ streamType }) => text(streamType) === 'Output')
    .map(({ jobStreamId }) => text(jobStreamId))
    .slice(0, mostRecords);
  const output: string[] = [];
  for (const id of ids) {
    const record = await azure.arm({ method: 'GET', path: `${job}/streams/${id}`, apiVersion });
    output.push(text(object(object(record.body).properties).streamText));
  }
  return output;
}

function parsed(output: string): Json {
  try {
    return JSON.parse(output) as Json;
  } catch {
    return null;
  }
}
