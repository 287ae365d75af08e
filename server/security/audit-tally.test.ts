import { expect, test } from 'vitest';
import { type ProjectActor, systemActor, triggerActor } from './actor.ts';
import { createAuditTally } from './audit-tally.ts';

function desk() {
  let at = Date.UTC(2026, 0, 1);
  const lines: { who: string; project: string; action: string; resource: string; details: unknown }[] = [];
  const tally = createAuditTally({
    write: async ({ name, projectId }, action, resource, details) =>
      void lines.push({ who: name, project: projectId, action, resource, details }),
    now: () => at,
    trouble: (error) => expect.unreachable(String(error)),
  });
  return {
    tally,
    lines,
    pass(ms: number) {
      at += ms;
    },
  };
}
const stranger = (from: string): ProjectActor => ({ ...systemActor(''), kind: 'user', id: 'stranger', name: from, from });

test('a few are written as they are; of a flood the first ones, and one line with the number of the others', async () => {
  const { tally, lines, pass } = desk();
  const hook = triggerActor('default', 'flow/hook', 'Webhook');
  for (let n = 0; n < 1_000; n++) await tally.note(hook, 'run.start', 'flow', { n });
  expect(lines.map(({ details }) => details)).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
  pass(60_000);
  await tally.note(hook, 'run.start', 'flow', { n: 'next minute' });
  expect(lines.slice(3)).toEqual([
    {
      who: 'Several',
      project: 'default',
      action: 'run.start',
      resource: 'flow',
      details: { more: 997, since: '2026-01-01T00:00:00.000Z' },
    },
    { who: 'Webhook', project: 'default', action: 'run.start', resource: 'flow', details: { n: 'next minute' } },
  ]);
});

test('one who floods does not push out what another does on another thing', async () => {
  const { tally, lines } = desk();
  for (let n = 0; n < 500; n++) await tally.note(triggerActor('default', 'a', 'Loud'), 'run.start', 'flow a');
  await tally.note(triggerActor('other', 'b', 'Quiet'), 'run.start', 'flow b');
  expect(lines.at(-1)).toMatchObject({ who: 'Quiet', project: 'other' });
});

test('strangers who change their names are told by their address; from many addresses there is an end to the lines, and none to the count', async () => {
  const { tally, lines } = desk();
  for (let n = 0; n < 50; n++) await tally.note(stranger('192.0.2.1'), 'session.refused', `name ${n}`);
  expect(lines).toHaveLength(3);
  for (let n = 0; n < 5_000; n++) await tally.note(stranger(`198.51.100.${n}`), 'session.refused', `name ${n}`);
  expect(lines).toHaveLength(60);
  // Another kind of line has room of its own.
  await tally.note(stranger('192.0.2.1'), 'hook.refused', 'flow');
  expect(lines).toHaveLength(61);
  await tally.stop();
  expect(lines.slice(61)).toEqual([
    {
      who: 'Several',
      project: '',
      action: 'session.refused',
      resource: 'many',
      details: { more: 4_990, since: '2026-01-01T00:00:00.000Z' },
    },
  ]);
});
