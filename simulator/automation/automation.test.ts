import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { signedIn } from '../test/in-process.ts';
import { automationJudge } from './test/published.ts';

const account =
  '/subscriptions/0c4e8d1a-7b35-4f62-9e08-d1a2b3c4e5f6/resourceGroups/rg-automation/providers/Microsoft.Automation/automationAccounts/aa-ops';
const given = {
  vaults: [
    {
      name: 'vault-a',
      policies: [{ name: 'daily', kind: 'mars' as const }],
      items: [{ kind: 'mars' as const, name: 'D:\\', machine: 'srv-1', policy: 'daily' }],
    },
  ],
  hybridMachines: [{ name: 'srv-1' }, { name: 'srv-2', status: 'Disconnected' as const }],
  automationAccounts: [
    {
      name: 'aa-ops',
      workerGroups: [
        { name: 'one', machines: ['srv-1'] },
        { name: 'off', machines: ['srv-2'] },
      ],
      runbooks: [
        { name: 'hello', script: "Write-Output 'hello'" },
        { name: 'fails', script: "Write-Output 'a'\nthrow 'broken'" },
      ],
      variables: [{ name: 'token', value: 'secret value', encrypted: true }],
    },
  ],
};

let published: Awaited<ReturnType<typeof automationJudge>> = null;
beforeAll(async () => {
  published = await automationJudge();
}, 60_000);
afterAll(() => published?.close());

/** Every answer is judged by the published specification where that is at hand. */
function world() {
  const inside = signedIn({ estate: estate(given), timeScale: 1 });
  const objections: string[] = [];
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const url = `${path}${path.includes('?') ? '&' : '?'}api-version=2023-11-01`;
    const answer = await inside.raw(method, url, body, headers);
    // The status of a publication is followed by its link alone; the specification lists no such path.
    const listed = !/\/operationResults\//.test(path) && !/^text\//.test(answer.headers.get('content-type') ?? '');
    if (published && listed && answer.status < 400 && !headers['content-type'])
      objections.push(
        ...(
          await published.judge.pair({
            method,
            url: `https://management.azure.com${url}`,
            body: body === undefined ? undefined : JSON.stringify(body),
            status: answer.status,
            answer: answer.text,
          })
        ).map((one) => `${method} ${path}: ${one}`),
      );
    return answer;
  };
  return { ...inside, ask, objections };
}

const job = (runbook: string, runOn = '', parameters = {}) => ({ properties: { runbook: { name: runbook }, parameters, runOn } });

describe('Azure Automation', () => {
  test('a runbook is made, filled, published and started; everything it answers is as published', async () => {
    const { ask, clock, objections } = world();
    const runbook = `${account}/runbooks/report`;
    const made = await ask('PUT', runbook, {
      name: 'report',
      location: 'westeurope',
      properties: { runbookType: 'PowerShell', draft: {} },
    });
    expect(made.status).toBe(201);
    expect((await ask('PUT', `${account}/jobs/a`, job('report'))).status).toBe(400);
    const replaced = await ask('PUT', `${runbook}/draft/content`, "Write-Output 'eight servers'", { 'content-type': 'text/powershell' });
    expect(replaced.status).toBe(202);
    const published = await ask('POST', `${runbook}/publish`);
    expect(published.status).toBe(202);
    const link = new URL(published.headers.get('location') ?? '');
    expect((await ask('GET', link.pathname)).status).toBe(202);
    clock.pass(10);
    expect((await ask('GET', link.pathname)).status).toBe(200);
    expect((await ask('GET', runbook)).body.properties.state).toBe('Published');
    expect((await ask('GET', `${account}/runbooks`)).body.value).toHaveLength(3);

    const started = await ask('PUT', `${account}/jobs/a`, job('report'));
    expect(started.status).toBe(201);
    expect(started.body.properties.status).toBe('New');
    clock.pass(60);
    expect((await ask('GET', `${account}/jobs/a`)).body.properties).toMatchObject({ status: 'Completed', exception: null });
    const streams = await ask('GET', `${account}/jobs/a/streams?$filter=${encodeURIComponent("properties/streamType eq 'Output'")}`);
    const whole = await ask('GET', `${account}/jobs/a/streams/${streams.body.value[0].properties.jobStreamId}`);
    expect(whole.body.properties.streamText).toBe('eight servers');
    expect((await ask('GET', `${account}/jobs`)).body.value).toHaveLength(1);
    expect(objections).toEqual([]);
  });

  test('the same job id is one job', async () => {
    const { ask } = world();
    expect((await ask('PUT', `${account}/jobs/a`, job('hello'))).status).toBe(201);
    expect((await ask('PUT', `${account}/jobs/a`, job('hello'))).status).toBe(409);
  });

  test('a runbook that throws fails, with its words in the error stream', async () => {
    const { ask, clock, objections } = world();
    await ask('PUT', `${account}/jobs/b`, job('fails'));
    clock.pass(60);
    const { properties } = (await ask('GET', `${account}/jobs/b`)).body;
    expect(properties.status).toBe('Failed');
    expect(properties.exception).toContain('broken');
    const streams = (await ask('GET', `${account}/jobs/b/streams`)).body.value;
    expect(streams.map((stream: { properties: { streamType: string } }) => stream.properties.streamType)).toEqual(['Output', 'Error']);
    expect(objections).toEqual([]);
  });

  test('a job can be stopped while it waits', async () => {
    const { ask, clock } = world();
    await ask('PUT', `${account}/jobs/c`, job('hello'));
    expect((await ask('POST', `${account}/jobs/c/stop`)).status).toBe(200);
    clock.pass(10);
    expect((await ask('GET', `${account}/jobs/c`)).body.properties.status).toBe('Stopped');
    expect((await ask('POST', `${account}/jobs/c/stop`)).status).toBe(400);
  });

  test('a worker that is off takes nothing for days, then the job has failed', async () => {
    const { ask, clock } = world();
    await ask('PUT', `${account}/jobs/d`, job('hello', 'off'));
    clock.pass(86_400);
    expect((await ask('GET', `${account}/jobs/d`)).body.properties.status).toMatch(/New|Activating/);
    clock.pass(3 * 86_400);
    expect((await ask('GET', `${account}/jobs/d`)).body.properties.status).toBe('Failed');
  });

  test('accounts, worker groups, workers and variables are as published; what is encrypted is not shown', async () => {
    const { ask, objections } = world();
    expect(
      (await ask('GET', account.replace(/\/resourceGroups\/.*$/, '/providers/Microsoft.Automation/automationAccounts'))).body.value,
    ).toHaveLength(1);
    expect((await ask('GET', account)).body.name).toBe('aa-ops');
    expect((await ask('GET', `${account}/hybridRunbookWorkerGroups`)).body.value).toHaveLength(2);
    const workers = (await ask('GET', `${account}/hybridRunbookWorkerGroups/one/hybridRunbookWorkers`)).body.value;
    expect(workers[0].properties.vmResourceId).toContain('/machines/srv-1');
    const variables = await ask('GET', `${account}/variables`);
    expect(variables.text).not.toContain('secret value');
    const put = await ask('PUT', `${account}/variables/count`, { name: 'count', properties: { value: '3', isEncrypted: false } });
    expect(put.status).toBe(201);
    expect(put.body.properties.value).toBe('3');
    expect(objections).toEqual([]);
  });

  test('a request that the specification does not know is refused', async () => {
    const { ask } = world();
    expect((await ask('PUT', `${account}/jobs/e`, { properties: { runbook: 'hello' } })).status).toBe(400);
    expect((await ask('PUT', `${account}/jobs/e`, job('nobody'))).status).toBe(404);
    expect((await ask('PUT', `${account}/jobs/e`, job('hello', 'nowhere'))).status).toBe(400);
  });
});
