// Opens the search, or takes the keyboard back to its field when it is open already.
import { useSession } from '../document/session.ts';

export function openFind(): void {
  const { overlay, set } = useSession.getState();
  if (overlay !== 'find') set({ overlay: 'find' });
  else document.querySelector<HTMLInputElement>('.find-field')?.select();
}
