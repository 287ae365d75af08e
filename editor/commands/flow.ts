// The flow as a whole: run, publish, save now, export, import, save as template.

import { writeFlow } from '../../nodes/kit/flow-text.ts';
import { call, keys, queryClient } from '../api.ts';
import { say } from '../canvas/actions.ts';
import { beStrict } from '../document/calm.ts';
import { exportFile, importFile } from '../document/files.ts';
import { flushSave } from '../document/saving.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { toastError } from '../ui/toast.ts';
import { backToDraft, useShelf } from '../versions/shelf.ts';
import type { Command } from './command.ts';

const writable = () => !useDocument.getState().readOnly;
const hasSteps = () => useDocument.getState().flow.nodes.length > 0;
const oneStep = () => {
  const { nodes } = useSession.getState().selection;
  return nodes.length === 1 && useDocument.getState().flow.nodes.some(({ id }) => id === nodes[0]);
};
const open = (overlay: string) => () => useSession.getState().set({ overlay });
const openStrict = (overlay: string) => () => {
  beStrict();
  open(overlay)();
};

export const flowCommands: readonly Command[] = [
  {
    id: 'run',
    group: 'Run',
    icon: 'play',
    title: 'Run',
    keys: ['Mod+Enter'],
    when: () => hasSteps() && writable(),
    run: openStrict('run'),
  },
  ...(
    [
      ['only', 'Run only this step', undefined],
      ['to', 'Run up to this step', 'Mod+Shift+Enter'],
      ['from', 'Run from this step on', undefined],
    ] as const
  ).map(
    ([kind, title, key]): Command => ({
      id: `run-${kind}`,
      group: 'Run',
      icon: 'play',
      title,
      ...(key === undefined ? {} : { keys: [key] }),
      keywords: ['test', 'try', 'part', 'partial', 'step'],
      menu: ['node'],
      when: () => oneStep() && writable(),
      run: openStrict(`run-${kind}`),
    }),
  ),
  {
    id: 'pin',
    group: 'Run',
    icon: 'pin',
    title: 'Pin a result to this step',
    keywords: ['sample', 'mock', 'fixed', 'unpin', 'data'],
    menu: ['node'],
    when: () => oneStep() && writable(),
    run: open('pin'),
  },
  {
    id: 'publish',
    group: 'Flow',
    icon: 'send',
    title: 'Publish',
    keywords: ['version', 'arm'],
    when: () => hasSteps() && writable(),
    run: openStrict('publish'),
  },
  {
    id: 'versions',
    group: 'Flow',
    icon: 'history',
    title: 'Versions of this flow',
    keywords: ['history', 'restore', 'revert', 'go back'],
    run: () => useSession.getState().set({ tab: 'history' }),
  },
  {
    id: 'tests',
    group: 'Flow',
    icon: 'flask',
    title: 'Tests of this flow',
    keywords: ['test', 'check', 'expected', 'assert'],
    run: () => useSession.getState().set({ tab: 'tests' }),
  },
  {
    id: 'compare-published',
    group: 'Flow',
    icon: 'history',
    title: () => (useShelf.getState().comparison ? 'Back to the draft' : 'Compare the draft with what is published'),
    keys: ['Mod+Shift+D'],
    keywords: ['diff', 'difference', 'changes', 'version'],
    menu: ['canvas'],
    when: () => useDocument.getState().summary?.publishedVersion != null,
    run: async () => {
      if (useShelf.getState().comparison) return backToDraft();
      const number = useDocument.getState().summary?.publishedVersion;
      if (number == null) return;
      const { compare } = await import('../versions/compare.ts');
      await compare(number, null);
    },
  },
  {
    id: 'arm',
    group: 'Flow',
    icon: 'timer',
    title: () => (useDocument.getState().summary?.enabled ? 'Switch its triggers off' : 'Switch its triggers on'),
    keywords: ['enable', 'disable', 'pause', 'arm', 'disarm'],
    when: () => writable() && useDocument.getState().summary?.publishedVersion != null,
    run: async () => {
      const { flowId, summary } = useDocument.getState();
      if (flowId === null) return;
      try {
        const resource = await call(summary?.enabled ? 'disableFlow' : 'enableFlow', { params: { id: flowId } });
        useDocument.setState({ summary: resource });
        void queryClient.invalidateQueries({ queryKey: keys.triggers(flowId) });
        say(resource.enabled ? 'Its triggers start it again.' : 'Its triggers no longer start it. Runs under way go on.');
      } catch (thrown) {
        toastError('The triggers were not switched', thrown);
      }
    },
  },
  {
    id: 'save',
    group: 'Flow',
    icon: 'save',
    title: 'Save now',
    keys: ['Mod+S'],
    when: writable,
    run: async () => {
      await flushSave();
      const { save } = useDocument.getState();
      say(save === 'saved' ? 'Saved. Changes are always saved by themselves.' : 'Not saved yet, see the state beside the name.');
    },
  },
  {
    id: 'save-template',
    group: 'Flow',
    icon: 'template',
    title: 'Save as template',
    when: hasSteps,
    run: open('save-template'),
  },
  {
    id: 'save-selection-template',
    group: 'Flow',
    icon: 'template',
    title: 'Save the selection as template',
    menu: ['node'],
    when: () => useSession.getState().selection.nodes.length > 0,
    run: open('save-selection-template'),
  },
  {
    id: 'export',
    group: 'Flow',
    icon: 'download',
    title: 'Export as file',
    keywords: ['json', 'download'],
    when: hasSteps,
    run: () => exportFile(useDocument.getState().flow),
  },
  ...(['svg', 'png'] as const).map(
    (kind): Command => ({
      id: `save-${kind}`,
      group: 'Flow',
      icon: 'download',
      title: `Save as picture (${kind.toUpperCase()})`,
      keywords: ['image', 'export', 'drawing', 'print', 'vector'],
      when: hasSteps,
      run: async () => {
        const { savePng, saveSvg } = await import('../picture/save-picture.ts');
        await (kind === 'svg' ? saveSvg() : savePng());
      },
    }),
  ),
  {
    id: 'copy-json',
    group: 'Flow',
    icon: 'copy',
    title: 'Copy the flow as JSON',
    when: hasSteps,
    run: async () => {
      try {
        await navigator.clipboard.writeText(writeFlow(useDocument.getState().flow));
        say('The flow is on the clipboard.');
      } catch {
        say('The browser does not let this page write to the clipboard. Export it as a file instead.');
      }
    },
  },
  {
    id: 'import',
    group: 'Flow',
    icon: 'upload',
    title: 'Import a file',
    keywords: ['json', 'open'],
    when: writable,
    run: () => importFile(),
  },
];
