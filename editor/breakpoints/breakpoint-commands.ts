// F9 marks a step, "Run step by step" starts, Shift+F9 and F10 go on. Lives in the one list of commands.
import { say } from '../canvas/actions.ts';
import type { Command } from '../commands/command.ts';
import { beStrict } from '../document/calm.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { runNow, stepsNow } from '../runs/run-store.ts';
import { setBreakpoints, toggleBreakpoint, useBreakpoints } from './breakpoints.ts';
import { continueStep } from './continue-step.ts';

const writable = () => !useDocument.getState().readOnly;
const chosen = (): readonly string[] => {
  const there = new Set(useDocument.getState().flow.nodes.map(({ id }) => id));
  return useSession.getState().selection.nodes.filter((id) => there.has(id));
};
const paused = () => stepsNow().find((step) => step.paused === true && step.status === 'waiting');

async function goOn(until: 'breakpoint' | 'next'): Promise<void> {
  const [run, step] = [runNow(), paused()];
  if (run && step) await continueStep(run.id, step.key, until, useBreakpoints.getState().ids);
}

export const breakpointCommands: readonly Command[] = [
  {
    id: 'toggle-breakpoint',
    group: 'Run',
    icon: 'pause',
    title: 'Breakpoint: pause before this step',
    keys: ['F9'],
    keywords: ['debug', 'stop', 'halt', 'inspect'],
    menu: ['node'],
    when: () => chosen().length > 0,
    run: () => {
      const set = chosen().map(toggleBreakpoint);
      say(set.some(Boolean) ? 'Runs with breakpoints pause before it.' : 'Runs with breakpoints do not pause there any more.');
    },
  },
  {
    id: 'run-breakpoints',
    group: 'Run',
    icon: 'resume',
    title: () => (useBreakpoints.getState().ids.length > 0 ? 'Run with breakpoints' : 'Run step by step'),
    keys: ['Mod+F9'],
    keywords: ['debug', 'breakpoint', 'pause', 'step'],
    when: () => writable() && useDocument.getState().flow.nodes.length > 0,
    run: () => {
      beStrict();
      useSession.getState().set({ overlay: 'run-debug' });
    },
  },
  {
    id: 'continue',
    group: 'Run',
    icon: 'play',
    title: 'Continue to the next breakpoint',
    keys: ['Shift+F9'],
    when: () => paused() !== undefined,
    run: () => goOn('breakpoint'),
  },
  {
    id: 'step-over',
    group: 'Run',
    icon: 'resume',
    title: 'Step over: run this step, then pause',
    keys: ['F10'],
    when: () => paused() !== undefined,
    run: () => goOn('next'),
  },
  {
    id: 'clear-breakpoints',
    group: 'Run',
    icon: 'cross',
    title: 'Clear all breakpoints',
    when: () => useBreakpoints.getState().ids.length > 0,
    run: () => {
      setBreakpoints([]);
      say('No breakpoint is left.');
    },
  },
];
