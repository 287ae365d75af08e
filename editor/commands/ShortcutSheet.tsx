// `?`: every key there is, from the same list that listens to them.
import { Dialog, DialogBody, DialogContent, DialogSurface, DialogTitle } from '@fluentui/react-components';
import { useSession } from '../document/session.ts';
import { commands } from './all.ts';
import { type CommandGroup, titleOf } from './command.ts';
import { written } from './keys.ts';
import './ShortcutSheet.css';

const groups: readonly CommandGroup[] = ['Add', 'Edit', 'Go', 'View', 'Flow', 'Run'];

export default function ShortcutSheet() {
  const close = () => useSession.getState().set({ overlay: null });
  return (
    <Dialog open onOpenChange={(_, { open }) => (open ? undefined : close())}>
      <DialogSurface className="shortcuts">
        <DialogBody>
          <DialogTitle>Keyboard shortcuts</DialogTitle>
          <DialogContent className="shortcuts-scroll" tabIndex={0}>
            <div className="shortcuts-columns">
              {groups.map((group) => {
                const list = commands.filter((command) => command.group === group && command.keys);
                if (list.length === 0) return null;
                return (
                  <section key={group}>
                    <h3>{group}</h3>
                    <dl>
                      {list.map((command) => (
                        <div key={command.id}>
                          <dt>{titleOf(command)}</dt>
                          <dd>
                            {command.keys?.map((keys) => (
                              <kbd key={keys}>{written(keys)}</kbd>
                            ))}
                          </dd>
                        </div>
                      ))}
                    </dl>
                  </section>
                );
              })}
              <section>
                <h3>With the mouse</h3>
                <dl>
                  {[
                    ['Add a step here', 'Double click'],
                    ['Select several', 'Shift, drag'],
                    ['Move the view', 'Drag, or Space and drag'],
                    ['Do not snap to others', 'Alt, drag'],
                    ['Add what comes next', 'Drag a line into the void'],
                    ['Lead a line elsewhere, or take it away', 'Drag its end'],
                  ].map(([what, how]) => (
                    <div key={what}>
                      <dt>{what}</dt>
                      <dd>{how}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            </div>
          </DialogContent>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
