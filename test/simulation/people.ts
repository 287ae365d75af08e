// Who uses the simulated world: clients who start runs (and ask again when nobody answers), somebody who cancels, somebody who
// says what became of a call, and the systems that deliver the events that steps wait for, again and again until it is taken.
import type { Created } from '../../server/journal/contract.ts';
import type { PlannedRun } from './course.ts';
import type { Machine, World } from './machine.ts';

export interface People {
  begin(): void;
  /** Starts that are neither answered nor lost with the process that was asked. */
  readonly waiting: number;
  /** Runs that were accepted, by what their client was told. */
  readonly accepted: readonly { readonly planned: PlannedRun; readonly number: number; readonly answer: Created }[];
  expect(event: string, payload: number): void;
  cancelSome(): void;
}

const askAgain = 700;

export function people(world: () => World): People {
  const accepted: { planned: PlannedRun; number: number; answer: Created }[] = [];
  const expected = new Set<string>();
  let waiting = 0;

  /** Asks some process; nobody answers when it dies meanwhile. */
  function ask(what: (machine: Machine) => Promise<unknown>, done: (answer: never) => void, lost: () => void): void {
    const { machines, random, loop } = world();
    const up = [...machines.values()].filter((machine) => machine.booted);
    if (up.length === 0) {
      loop.send('people', askAgain, lost);
      return;
    }
    const machine = random.pick(up);
    let answered = false;
    loop.send(machine.task, random.below(5), () => {
      what(machine).then(
        (answer) => {
          if (!answered) loop.as('people', () => done(answer as never));
          answered = true;
        },
        () => undefined,
      );
    });
    loop.send('people', askAgain + random.below(askAgain), () => {
      if (!answered) lost();
      answered = true;
    });
  }

  function start(planned: PlannedRun, number: number): void {
    const { course } = world();
    const dedup = { key: `start${number}`, hash: 'h', keepMs: 1e12 };
    ask(
      ({ engine }) =>
        engine.start({
          projectId: 'default',
          flow: { id: planned.flowId, name: planned.flowId, version: 1, published: true, document: planned.flow.flow },
          trigger: { type: 'plain.trigger', nodeId: 'start', at: '2026-01-01T00:00:00.000Z' },
          triggerNodeId: 'start',
          inputs: { k: course.runs.length % 2 === 0 ? 'one' : `${number % 2}` },
          actor: { kind: 'user', id: 'me', name: 'Me' },
          world: 'practice',
          ...(planned.dedup ? { dedup } : {}),
        }),
      (answer: Created) => {
        waiting -= 1;
        accepted.push({ planned, number, answer });
      },
      () => {
        if (planned.dedup) start(planned, number);
        else waiting -= 1;
      },
    );
  }

  function deliver(event: string, payload: number): void {
    ask(
      ({ engine }) => engine.deliver(event, payload),
      () => undefined,
      () => deliver(event, payload),
    );
  }

  /** Says what the world outside knows, once nothing is on its way any more. */
  async function speak(machine: Machine): Promise<void> {
    const { ledger, outside, journal, names } = world();
    for (const [runId, known] of ledger.runs) {
      if (known.ended) continue;
      const { items } = await journal.steps(runId, { status: ['needs-attention'], limit: 50 });
      for (const { key } of items) {
        const id = [...names].find(([, name]) => name.runId === runId && name.key === key)?.[0] ?? '';
        if (outside.pending(id)) continue;
        const happened = outside.effects.has(id);
        if (happened) known.saidSo.add(key);
        else known.saidNot.set(key, (known.saidNot.get(key) ?? 0) + 1);
        await machine.engine.resolve(runId, key, happened ? { outcome: 'happened', data: null } : { outcome: 'didNot' });
      }
    }
  }

  function watch(): void {
    world().loop.send('people', 900, watch);
    ask(
      speak,
      () => undefined,
      () => undefined,
    );
  }

  function cancelSome(): void {
    const { ledger, random } = world();
    const open = [...ledger.runs].filter(([, known]) => !known.ended);
    if (open.length === 0) return;
    const [runId] = random.pick(open);
    const again = () =>
      ask(
        ({ engine }) => engine.cancel(runId),
        () => undefined,
        again,
      );
    again();
  }

  return {
    begin() {
      const { course, loop } = world();
      watch();
      for (const [number, planned] of course.runs.entries()) {
        waiting += 1;
        loop.send('people', planned.at, () => start(planned, number));
      }
    },
    get waiting() {
      return waiting;
    },
    accepted,
    cancelSome,
    expect(event, payload) {
      if (expected.has(event)) return;
      expected.add(event);
      const { loop, random } = world();
      loop.send('people', random.chance(0.5) ? random.below(10) : random.below(3_000), () => deliver(event, payload));
    },
  };
}
