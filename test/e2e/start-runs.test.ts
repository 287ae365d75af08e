// The three ways to start a run, from outside: API with a bearer token, webhook, schedule; and what protects them.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Run } from '../../nodes/kit/records.ts';
import { type Product, startProduct } from './product.ts';
import { stepsOf, until, untilEnded } from './watch-run.ts';

let product: Product;
let flowId = '';
const at = (x: number, y: number) => ({ position: { x, y }, version: 1 });
const document = {
  format: 1,
  name: 'Say hello',
  inputs: [{ name: 'who', title: 'Who', schema: { type: 'string' }, default: 'nobody' }],
  nodes: [
    { id: 'start', type: 'core.manual', ...at(0, 0), params: {} },
    { id: 'hook', type: 'core.webhook', ...at(0, 120), params: { auth: 'token', inputs: { who: '{{ trigger.body.who }}' } } },
    {
      id: 'clock',
      type: 'core.schedule',
      ...at(0, 240),
      params: { every: 'cron', cron: '* * * * *', timeZone: 'UTC', inputs: { who: 'the clock' } },
    },
    { id: 'hello', type: 'core.set', ...at(300, 0), params: { values: { text: 'Hello {{ inputs.who }}' } } },
    { id: 'answer', type: 'core.respond', ...at(600, 0), params: { status: 200, body: { text: '{{ steps.hello.text }}' } } },
  ],
  edges: [
    { from: 'start', port: 'done', to: 'hello' },
    { from: 'hook', port: 'done', to: 'hello' },
    { from: 'clock', port: 'done', to: 'hello' },
    { from: 'hello', port: 'done', to: 'answer' },
  ],
};

beforeAll(async () => {
  product = await startProduct();
  const made = await product.api('POST', '/api/flows', { document });
  expect(made.status).toBe(201);
  flowId = (made.body as { id: string }).id;
});
afterAll(() => product?.stop());

const text = async (runId: string) => {
  const output = await product.api('GET', `/api/runs/${runId}/steps/hello/output`);
  return (output.body as { data: { text: string } }).data.text;
};

describe('by API', () => {
  test('202 with a run id; the run is there and ends', async () => {
    const accepted = await product.api('POST', `/api/flows/${flowId}/runs`, { inputs: { who: 'curl' } });
    expect(accepted.status).toBe(202);
    const ended = await untilEnded(product, (accepted.body as { runId: string }).runId);
    expect(ended).toMatchObject({ status: 'succeeded', actor: { kind: 'token' } });
    expect(await text(ended.id)).toBe('Hello curl');
  });

  test('Prefer: wait holds the request until the flow answers', async () => {
    const answered = await product.api('POST', `/api/flows/${flowId}/runs`, { inputs: { who: 'waiting' } }, { prefer: 'wait=10' });
    expect(answered.status).toBe(200);
    expect(JSON.stringify(answered.body)).toContain('Hello waiting');
  });

  test('the same Idempotency-Key starts one run; with another body it is refused', async () => {
    const key = { 'idempotency-key': 'change-4711' };
    const first = await product.api('POST', `/api/flows/${flowId}/runs`, { inputs: { who: 'once' } }, key);
    const again = await product.api('POST', `/api/flows/${flowId}/runs`, { inputs: { who: 'once' } }, key);
    expect((again.body as { runId: string }).runId).toBe((first.body as { runId: string }).runId);
    expect(await product.api('POST', `/api/flows/${flowId}/runs`, { inputs: { who: 'other' } }, key)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_mismatch' },
    });
  });

  test('without a token nothing starts', async () => {
    const answer = await fetch(`${product.origin}/api/flows/${flowId}/runs`, { method: 'POST' });
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ code: 'unauthenticated' });
  });

  test('inputs that do not fit are refused with their path, and nothing runs', async () => {
    const count = async () => ((await product.api('GET', `/api/runs?flow=${flowId}`)).body as { items: Run[] }).items.length;
    const before = await count();
    const refused = await product.api('POST', `/api/flows/${flowId}/runs`, { inputs: { who: 7, what: 'x' } });
    expect(refused).toMatchObject({ status: 422, body: { code: 'inputs_invalid' } });
    expect(await count()).toBe(before);
  });
});

describe('published', () => {
  let hookUrl = '';

  beforeAll(async () => {
    expect(await product.api('POST', `/api/flows/${flowId}/publish`, { enable: true })).toMatchObject({
      status: 200,
      body: { enabled: true, publishedVersion: expect.any(Number) },
    });
    const triggers = (await product.api('GET', `/api/triggers?flow=${flowId}`)).body as {
      items: { nodeId: string; hookUrl: string | null; next: string[] }[];
    };
    hookUrl = triggers.items.find(({ nodeId }) => nodeId === 'hook')?.hookUrl ?? '';
    expect(triggers.items.find(({ nodeId }) => nodeId === 'clock')?.next.length).toBeGreaterThan(0);
  });

  test('a webhook call without the secret is refused, and says so', async () => {
    const refused = await fetch(hookUrl, { method: 'POST', body: '{"who":"stranger"}', headers: { 'content-type': 'application/json' } });
    expect(refused.status).toBe(401);
  });

  test('a webhook call with the secret starts it: 202, and the body reaches the flow', async () => {
    const made = await product.api('POST', `/api/flows/${flowId}/triggers/hook/secret`);
    const { secret } = made.body as { secret: string };
    const accepted = await fetch(hookUrl, {
      method: 'POST',
      body: '{"who":"the ticket system"}',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
    });
    expect(accepted.status).toBe(202);
    const { runId } = (await accepted.json()) as { runId: string };
    const ended = await untilEnded(product, runId);
    expect(ended.trigger).toMatchObject({ type: 'core.webhook', nodeId: 'hook' });
    expect(await text(runId)).toBe('Hello the ticket system');
    expect(JSON.stringify(await product.api('GET', `/api/runs/${runId}`))).not.toContain(secret);
  });

  test('a schedule starts it at its minute, once', async () => {
    const fired = await until(
      'the schedule fires',
      async () => {
        const { items } = (await product.api('GET', `/api/runs?flow=${flowId}`)).body as { items: Run[] };
        return items.find((run) => run.trigger.type === 'core.schedule') ?? false;
      },
      75_000,
    );
    const ended = await untilEnded(product, fired.id);
    expect(await text(ended.id)).toBe('Hello the clock');
    const { items } = (await product.api('GET', `/api/runs?flow=${flowId}`)).body as { items: Run[] };
    const planned = items.map((run) => run.trigger.plannedAt).filter((planned) => planned !== undefined);
    expect(new Set(planned).size).toBe(planned.length);
  });

  test('the triggers that did not fire are skipped', async () => {
    const { items } = (await product.api('GET', `/api/runs?flow=${flowId}`)).body as { items: Run[] };
    const scheduled = items.find((run) => run.trigger.type === 'core.schedule') as Run;
    const steps = Object.fromEntries((await stepsOf(product, scheduled.id)).map(({ key, status }) => [key, status]));
    expect(steps).toMatchObject({ clock: 'succeeded', start: 'skipped', hook: 'skipped', hello: 'succeeded' });
  });
});
