// Looking: zoom, fit, panels, and tidying up the drawing.
import { nodeTypesNow } from '../api.ts';
import { say } from '../canvas/actions.ts';
import { applyLayout, layoutRequest, requestLayout } from '../canvas/arrange.ts';
import { glide } from '../canvas/glide.ts';
import { boundsOf, fitAll, fitBox, holdView, zoomBy, zoomToActual } from '../canvas/viewport.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { openFind } from '../search/open-find.ts';
import type { Command } from './command.ts';

const selected = () => useSession.getState().selection.nodes;
const hasSteps = () => useDocument.getState().flow.nodes.length > 0;

export const viewCommands: readonly Command[] = [
  { id: 'zoom-in', group: 'View', icon: 'plus', title: 'Zoom in', keys: ['+', '='], run: () => zoomBy(1.25) },
  { id: 'zoom-out', group: 'View', icon: 'minus', title: 'Zoom out', keys: ['-'], run: () => zoomBy(0.8) },
  { id: 'zoom-actual', group: 'View', title: 'Zoom to 100 %', keys: ['1'], run: () => zoomToActual() },
  {
    id: 'fit',
    group: 'View',
    icon: 'fit',
    title: 'Show the whole flow',
    keys: ['Shift+1'],
    menu: ['canvas'],
    run: () => fitAll(boundsOf(useDocument.getState().flow, nodeTypesNow().of)),
  },
  {
    id: 'fit-selection',
    group: 'View',
    title: 'Show the selection',
    keys: ['Shift+2'],
    when: () => selected().length > 0,
    run: () => {
      holdView();
      fitBox(boundsOf(useDocument.getState().flow, nodeTypesNow().of, selected()));
    },
  },
  {
    id: 'tidy',
    group: 'View',
    icon: 'layout',
    title: () => (selected().length > 1 ? 'Tidy up the selection' : 'Tidy up'),
    keys: ['Shift+L'],
    keywords: ['auto layout', 'arrange', 'align'],
    menu: ['canvas'],
    when: () => hasSteps() && !useDocument.getState().readOnly,
    run: async () => {
      const { flow, edit } = useDocument.getState();
      const whole = selected().length < 2;
      try {
        const answer = await requestLayout(layoutRequest(flow, nodeTypesNow().of, selected()));
        // Steps added while the worker was busy are not in its answer; they stay where they are.
        edit('Tidy up', (now) => {
          const tidy = applyLayout(now, nodeTypesNow().of, answer);
          glide(now, tidy, nodeTypesNow().of);
          return tidy;
        });
        if (whole) fitAll(boundsOf(useDocument.getState().flow, nodeTypesNow().of));
      } catch {
        say('The layout could not be computed.');
      }
    },
  },
  {
    id: 'toggle-palette',
    group: 'View',
    icon: 'panel',
    title: () => (useSession.getState().palette ? 'Hide the steps to add' : 'Show the steps to add'),
    keys: ['['],
    run: () => useSession.getState().set({ palette: !useSession.getState().palette }),
  },
  {
    id: 'toggle-outline',
    group: 'View',
    icon: 'list',
    title: () => (useSession.getState().outline ? 'Hide the outline' : 'Show the outline'),
    keys: ['O'],
    keywords: ['tree', 'list of steps', 'structure', 'screen reader'],
    menu: ['canvas'],
    run: () => {
      const outline = !useSession.getState().outline;
      useSession.getState().set({ outline });
      if (outline) focusOutline();
    },
  },
  {
    id: 'toggle-inspector',
    group: 'View',
    icon: 'panel',
    title: () => (useSession.getState().inspector ? 'Hide the settings' : 'Show the settings'),
    keys: [']'],
    run: () => useSession.getState().set({ inspector: !useSession.getState().inspector }),
  },
  {
    id: 'toggle-dock',
    group: 'View',
    icon: 'panel',
    title: () => (useSession.getState().dock.open ? 'Hide the run' : 'Show the run'),
    keys: ['Mod+J'],
    run: () => useSession.getState().set({ dock: { open: !useSession.getState().dock.open } }),
  },
  {
    id: 'problems',
    group: 'View',
    icon: 'alert',
    title: 'Show problems',
    keys: ['Mod+Shift+M'],
    run: () => useSession.getState().set({ dock: { open: true, tab: 'problems' } }),
  },
  {
    id: 'commands',
    group: 'View',
    icon: 'search',
    title: 'All commands',
    keys: ['Mod+K'],
    run: () => useSession.getState().set({ overlay: 'commands' }),
  },
  {
    id: 'find',
    group: 'View',
    icon: 'search',
    title: 'Find in this flow',
    keys: ['Mod+F'],
    keywords: ['search', 'where', 'expression'],
    menu: ['canvas'],
    when: () => useDocument.getState().flow.nodes.length > 0,
    run: openFind,
  },
  {
    id: 'shortcuts',
    group: 'View',
    icon: 'help',
    title: 'Keyboard shortcuts',
    keys: ['?'],
    menu: ['canvas'],
    run: () => useSession.getState().set({ overlay: 'shortcuts' }),
  },
];

/** Puts the keyboard into the tree, which may still be on its way. */
function focusOutline(framesLeft = 120): void {
  requestAnimationFrame(() => {
    const row = document.querySelector<HTMLElement>('.outline-row[tabindex="0"]');
    if (row) row.focus();
    else if (framesLeft > 0) focusOutline(framesLeft - 1);
  });
}
