// Automation jobs: a runbook started, in Azure's sandbox or on a worker of a hybrid group. What it comes to is decided when it is
// started; its status, output and streams show it when its time has come.
import { execute } from '../hybrid/execute.ts';
import { type Host, hostById } from '../hybrid/hosts.ts';
import { jobRequest } from '../requests/automation.ts';
import { checkBody } from '../requests/check.ts';
import type { Json } from '../state/model.ts';
import { type Answer, notFound, ok, refuse } from '../wire/answer.ts';
import { type Call, param, workMs } from '../wire/call.ts';
import { page } from '../wire/paging.ts';
import { type Route, route } from '../wire/router.ts';
import { A, accountKey, automationId, partKey, time, withAccount } from './accounts.ts';
import type { AutomationAccount, AutomationJob } from './model.ts';

/** How long a job waits for a sandbox or a worker, in simulated seconds. */
const queueSeconds = 12;
/** A worker that is off: the job waits for it this long, then it is suspended. */
const offlineSeconds = 3 * 86_400;

function statusOf(job: AutomationJob, now: number): string {
  if (job.stopAt !== null && now >= job.stopAt) return 'Stopped';
  if (now < job.startAt) return now - job.createdAt < (job.startAt - job.createdAt) / 2 ? 'New' : 'Activating';
  return now < job.endAt ? 'Running' : job.ends;
}

const over = (job: AutomationJob, now: number) => /Completed|Failed|Stopped/.test(statusOf(job, now));

function view(call: Call, account: AutomationAccount, job: AutomationJob): Json {
  const status = statusOf(job, call.at);
  const done = over(job, call.at);
  return {
    id: `${automationId(account)}/jobs/${job.name}`,
    name: job.name,
    type: 'Microsoft.Automation/AutomationAccounts/Jobs',
    properties: {
      jobId: job.jobId,
      runbook: { name: job.runbook },
      parameters: job.parameters,
      runOn: job.runOn,
      status,
      statusDetails: 'None',
      provisioningState: done ? (status === 'Completed' ? 'Succeeded' : 'Failed') : 'Processing',
      creationTime: time(job.createdAt),
      startTime: call.at >= job.startAt ? time(job.startAt) : null,
      endTime: done ? time(job.stopAt ?? job.endAt) : null,
      lastModifiedTime: time(Math.min(call.at, job.endAt)),
      lastStatusModifiedTime: time(Math.min(call.at, job.endAt)),
      exception: done ? job.exception : null,
    },
  };
}

const keyOf = (account: AutomationAccount, name: string) => partKey(account, `job|${name}`);

/** The machine that a job runs on; the sandbox of Azure is no machine of the estate. */
function hostFor(call: Call, account: AutomationAccount, runOn: string): Host | null | Answer {
  if (runOn === '' || runOn.toLowerCase() === 'azure') return null;
  const group = call.store.get('workerGroup', partKey(account, runOn));
  if (!group) return refuse(400, 'BadRequest', `The hybrid worker group '${runOn}' does not exist.`);
  const [id] = group.machines;
  const host = id === undefined ? null : hostById(call.store, id);
  return host ?? refuse(400, 'BadRequest', `The hybrid worker group '${runOn}' has no worker.`);
}

const sandbox: Host = { id: '', name: 'CLIENT', location: '', os: 'Windows', reachable: true, names: [] };

/** What `Get-AutomationVariable` gives to the parameters that name variables. */
function withVariables(call: Call, account: AutomationAccount, parameters: Record<string, string>): { name: string; value: string }[] {
  return Object.entries(parameters).flatMap(([name, value]) => {
    const variable = name.endsWith('Variable') && value !== '' ? call.store.get('automationVariable', partKey(account, value)) : null;
    return [{ name, value }, ...(variable ? [{ name: name.slice(0, -'Variable'.length), value: variable.value }] : [])];
  });
}

const put = (call: Call): Answer =>
  withAccount(call, (account) => {
    const checked = checkBody(jobRequest, call.body);
    if ('refused' in checked) return checked.refused;
    const { runbook: wanted, parameters = {}, runOn = '' } = checked.value.properties;
    const key = keyOf(account, param(call, 'job'));
    if (call.store.get('automationJob', key)) return refuse(409, 'Conflict', `A job with the id '${param(call, 'job')}' already exists.`);
    const runbook = call.store.get('runbook', partKey(account, wanted.name));
    if (!runbook) return refuse(404, 'NotFound', `The runbook '${wanted.name}' was not found.`);
    if (runbook.published === null) return refuse(400, 'BadRequest', `The runbook '${wanted.name}' is not published.`);
    const host = hostFor(call, account, runOn);
    if (host && 'status' in host) return host;
    const startAt = call.at + workMs(call, host && !host.reachable ? offlineSeconds : queueSeconds);
    const script = { script: runbook.published, parameters: withVariables(call, account, parameters), at: startAt };
    const done = host && !host.reachable ? null : execute(call, host ?? sandbox, script);
    const job: AutomationJob = {
      account: accountKey(account),
      name: param(call, 'job'),
      jobId: call.newId(),
      runbook: runbook.name,
      parameters,
      runOn,
      createdAt: call.at,
      startAt,
      endAt: done?.endAt ?? startAt,
      // A script of ours that ends with a failure has said so in its output; the job itself is done.
      ends: done === null || (done.exitCode !== 0 && !done.output.includes('@@VF@@')) ? 'Failed' : 'Completed',
      output: done && done.output !== '' ? [done.output] : [],
      exception: done === null ? 'The hybrid worker did not take the job.' : done.error || null,
      stopAt: null,
    };
    call.store.put('automationJob', key, job, { parent: job.account, rank: -call.at });
    return { status: 201, body: view(call, account, job) };
  });

const withJob = (call: Call, answer: (account: AutomationAccount, job: AutomationJob) => Answer): Answer =>
  withAccount(call, (account) => {
    const job = call.store.get('automationJob', keyOf(account, param(call, 'job')));
    return job ? answer(account, job) : notFound(`jobs/${param(call, 'job')}`, param(call, 'group'));
  });

const stop = (call: Call): Answer =>
  withJob(call, (account, job) => {
    if (over(job, call.at)) return refuse(400, 'BadRequest', `The job is ${statusOf(job, call.at)} and cannot be stopped.`);
    call.store.put('automationJob', keyOf(account, job.name), { ...job, stopAt: call.at + workMs(call, 5) });
    return { status: 200 };
  });

interface Stream {
  id: string;
  type: 'Output' | 'Error';
  text: string;
}

const streamsOf = (job: AutomationJob, now: number): Stream[] => {
  if (now < job.endAt || job.stopAt !== null) return [];
  const stamp = String(621_355_968_000_000_000 + Math.round(job.endAt) * 10_000).padStart(20, '0');
  const texts = [
    ...job.output.map((text) => ({ type: 'Output' as const, text })),
    ...(job.exception ? [{ type: 'Error' as const, text: job.exception }] : []),
  ];
  return texts.map((stream, index) => ({ ...stream, id: `${job.jobId}_${stamp}_${String(index + 1).padStart(20, '0')}` }));
};

const streamView = (account: AutomationAccount, job: AutomationJob, stream: Stream, whole: boolean): Json => ({
  id: `${automationId(account)}/jobs/${job.name}/streams/${stream.id}`,
  properties: {
    jobStreamId: stream.id,
    summary: stream.text.slice(0, 200),
    time: time(job.endAt),
    streamType: stream.type,
    ...(whole ? { streamText: stream.text, value: {} } : {}),
  },
});

const streams = (call: Call): Answer =>
  withJob(call, (account, job) => {
    const wanted = /streamType\s+eq\s+'(\w+)'/i.exec(call.query.$filter ?? '')?.[1]?.toLowerCase();
    const found = streamsOf(job, call.at).filter(({ type }) => wanted === undefined || type.toLowerCase() === wanted);
    return page(call, found, (stream) => streamView(account, job, stream, false));
  });

const stream = (call: Call): Answer =>
  withJob(call, (account, job) => {
    const found = streamsOf(job, call.at).find(({ id }) => id === param(call, 'stream'));
    return found ? ok(streamView(account, job, found, true)) : notFound(`streams/${param(call, 'stream')}`, param(call, 'group'));
  });

const output = (call: Call): Answer =>
  withJob(call, (_account, job) => {
    const text = streamsOf(job, call.at)
      .filter(({ type }) => type === 'Output')
      .map((one) => one.text)
      .join('\n');
    return { status: 200, raw: { content: text, type: 'text/plain' } };
  });

const J = `${A}/jobs/{job}`;

export const automationJobRoutes: Route[] = [
  route('GET', `${A}/jobs`, (call) =>
    withAccount(call, (account) =>
      page(
        call,
        call.store.list('automationJob', accountKey(account)).map(({ doc }) => doc),
        (job) => {
          const { id, name, type, properties } = view(call, account, job);
          const { parameters: _1, exception: _2, statusDetails: _3, lastStatusModifiedTime: _4, ...rest } = properties as Json;
          return { id, name, type, properties: rest };
        },
      ),
    ),
  ),
  route('GET', J, (call) => withJob(call, (account, job) => ok(view(call, account, job)))),
  route('PUT', J, put),
  route('POST', `${J}/stop`, stop),
  route('GET', `${J}/streams`, streams),
  route('GET', `${J}/streams/{stream}`, stream),
  route('GET', `${J}/output`, output),
];
