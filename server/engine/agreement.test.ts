// Calls that somebody else has to agree to before they are made.
import { afterEach, expect, test } from 'vitest';
import type { Flow } from '../../nodes/kit/flow.ts';
import { flowOf, type Rig, rig } from '../../test/reference/rig.ts';

let current: Rig | undefined;
afterEach(() => current?.stop());

const flow = (settings: object = {}): Flow =>
  flowOf(
    [
      { id: 'start', type: 'start' },
      { id: 'x', type: 'destroy', params: { id: 'x', value: 1 }, settings },
      { id: 'after', type: 'give', params: { value: 2 } },
    ],
    ['start>x', 'x>after'],
    {},
    JSON.stringify(settings),
  );

const event = 'second-look:1';
const soon = (ms: number) => new Promise((next) => setTimeout(next, ms));

/** The first call is told that somebody has to agree; the run waits. */
async function asked(settings: object = {}, ms = 60_000) {
  const r = await rig({});
  current = r;
  const awaits = { event, until: Date.now() + ms };
  r.world.script.set('x', [{ code: 'approval_needed', message: 'Somebody else has to agree.', refused: true, awaits }]);
  const id = await r.start(flow(settings));
  await r.status(id, 'waiting');
  return { r, id, calls: () => r.world.calls.filter((call) => call.startsWith('x ')).length };
}

test('the run parks and says what it waits for; after a yes the call is made, with the same key and params', async () => {
  const { r, id, calls } = await asked();
  expect(await r.journal.step(id, 'x')).toMatchObject({ status: 'waiting', says: 'Somebody else has to agree.' });
  await r.crash();
  expect(calls()).toBe(1);
  expect(await r.engine.deliver(event, { approved: true, by: 'Ada' })).toBeTruthy();
  const { run, steps } = await r.ended(id);
  expect(run.status).toBe('succeeded');
  expect(steps.get('x')).toMatchObject({ status: 'succeeded', attempt: 1 });
  expect(calls()).toBe(2);
  expect(new Set(r.world.calls.filter((call) => call.startsWith('x '))).size).toBe(1);
});

test('a no fails the step with the words of who said it, and nothing is sent', async () => {
  const { r, id, calls } = await asked();
  await r.engine.deliver(event, { approved: false, by: 'Ada', comment: 'Not before Monday' });
  const { run, steps } = await r.ended(id);
  expect(run.status).toBe('failed');
  expect(steps.get('x')).toMatchObject({ error: { code: 'approval_rejected', message: 'Ada did not agree: Not before Monday' } });
  expect(calls()).toBe(1);
});

test('when nobody answers in time the step fails; its own shorter time does not count meanwhile, and counts anew after a yes', async () => {
  const late = await asked({}, 150);
  expect((await late.r.ended(late.id)).steps.get('x')).toMatchObject({ error: { code: 'approval_expired' } });
  await late.r.stop();
  const { r, id } = await asked({ timeout: 'PT0.2S' });
  await soon(400);
  expect((await r.journal.run(id))?.status).toBe('waiting');
  await r.engine.deliver(event, { approved: true, by: 'Ada' });
  expect((await r.ended(id)).run.status).toBe('succeeded');
});

test('a process that dies after the yes and within the call does not make it a second time', async () => {
  const { r, id, calls } = await asked();
  r.world.recovery.set('x', 'didNot');
  r.world.script.set('x', ['hang']);
  await r.engine.deliver(event, { approved: true, by: 'Ada' });
  while (calls() < 2) await soon(2);
  await r.crash();
  await r.status(id, 'needs-attention');
  expect(calls()).toBe(2);
});
