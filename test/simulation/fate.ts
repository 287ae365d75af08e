// Plays fate between two tasks: processes die and come again, freeze, lose their runs to others, get another time; runs are
// cancelled. When the faults that the seed has drawn are used up everything is put right, and what was accepted has to end.
import type { Fault } from './course.ts';
import { type Machine, startMachine, type World } from './machine.ts';
import type { People } from './people.ts';

export interface Fate {
  readonly played: { readonly [fault in Fault]: number };
  /** Called between two tasks. */
  between(): void;
  begin(): void;
}

/** Even without faults the world begins as one in which they may come. */
const calmAfter = 400;

export function fate(world: World, people: Pick<People, 'cancelSome'>): Fate {
  const { course, random, loop } = world;
  const played: Record<Fault, number> = { crash: 0, freeze: 0, steal: 0, clock: 0, cancel: 0 };
  let left = course.faultCount;
  let next = 1 + random.below(course.every);
  let lives = 0;
  let ahead = 0;

  function boot(slot: string): void {
    if (world.machines.has(slot)) return;
    lives += 1;
    startMachine(world, slot, lives);
  }

  function strike(fault: Fault, machine: Machine): void {
    played[fault] += 1;
    world.trace?.(`fate: ${fault} ${machine.task}`);
    if (fault === 'crash') {
      machine.crash();
      loop.send('fate', random.chance(0.7) ? random.below(20) : random.below(4_000), () => boot(machine.slot));
    } else if (fault === 'freeze') {
      const ms = random.chance(0.5) ? random.below(100) : random.below(8_000);
      machine.thawsAt = loop.now + ms;
      loop.freeze(machine.task, ms);
    } else if (fault === 'steal') {
      // What a lease does whose holder was silent for too long, or a start of another process that knows no better.
      loop.as('journal', () => void world.journal.releaseAll(machine.slot));
    } else if (fault === 'clock') {
      machine.offset += random.pick([1_000, -1_000, 90_000, -90_000, 3_600_000, 86_400_000]);
      ahead = Math.max(ahead, machine.offset);
    } else people.cancelSome();
  }

  function calmDown(): void {
    world.calm = true;
    for (let n = 0; n < course.machines; n++) boot(`m${n}`);
    for (const machine of world.machines.values()) {
      // A clock that was put back by hours would only have everybody wait that long.
      machine.offset = ahead;
      if (machine.thawsAt > loop.now) loop.freeze(machine.task, 0);
    }
  }

  return {
    played,
    begin() {
      for (let n = 0; n < course.machines; n++) boot(`m${n}`);
    },
    between() {
      if (world.calm) return;
      next -= 1;
      if (left > 0 && next <= 0) {
        const up = [...world.machines.values()].filter((machine) => machine.booted || random.chance(0.2));
        next = 1 + random.below(course.every);
        if (up.length === 0) return;
        left -= 1;
        strike(random.pick(course.faults), random.pick(up));
      } else if (left === 0 && loop.turns > calmAfter) calmDown();
    },
  };
}
