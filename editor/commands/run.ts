// Running commands by id and by key. A command whose time has not come does nothing.
import { useGesture } from '../canvas/gesture.ts';
import { useSession } from '../document/session.ts';
import { toastError } from '../ui/toast.ts';
import { commands } from './all.ts';
import type { Command } from './command.ts';
import { connectKey } from './connect-keys.ts';
import { isTyping, pressed } from './keys.ts';

/** Commands that reach through fields and tabs. */
const everywhere: ReadonlySet<string> = new Set(['run', 'commands', 'save']);

/** Also from inside a field, as long as the canvas is in sight. */
const throughFields: ReadonlySet<string> = new Set(['find']);

export const isPossible = (command: Command): boolean => command.when?.() ?? true;

export function runCommand(id: string): void {
  const command = commands.find((each) => each.id === id);
  if (command && isPossible(command)) void start(command);
}

/** A command may need a part of the window that is still at the server: that it did not come is said. */
async function start(command: Command): Promise<void> {
  try {
    await command.run();
  } catch (thrown) {
    const title = typeof command.title === 'string' ? command.title : command.title();
    toastError(`“${title}” did not work`, thrown);
  }
}

/** Listens to the keyboard while the editor is open. */
export function listenToKeys(): () => void {
  const down = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    if (connectKey(event.key, event.shiftKey)) {
      event.preventDefault();
      return;
    }
    const typing = isTyping(event.target);
    for (const command of commands) {
      if (command.native || !command.keys?.some((keys) => pressed(event, keys))) continue;
      // Fields keep their own keys; only commands with Ctrl that no field uses reach through.
      if (typing && !everywhere.has(command.id) && !throughFields.has(command.id)) continue;
      // On the other tabs nothing of the canvas is in sight: it must not change.
      if (useSession.getState().tab !== 'build' && !everywhere.has(command.id)) continue;
      // A focused button or link keeps Enter; on the canvas only cards give it up.
      if (
        event.key === 'Enter' &&
        !event.ctrlKey &&
        !event.metaKey &&
        event.target instanceof Element &&
        event.target.closest('button, a, [role=option], [role=tab], [role=menuitem]')
      )
        continue;
      if (
        event.key.startsWith('Arrow') &&
        event.target instanceof Element &&
        event.target.closest('[role=tablist], [role=listbox], [role=tree], [role=menu], [role=separator]')
      )
        continue;
      if (useGesture.getState().adding && event.key !== 'Escape') return;
      if (!isPossible(command)) continue;
      event.preventDefault();
      void start(command);
      return;
    }
  };
  addEventListener('keydown', down);
  return () => removeEventListener('keydown', down);
}
