// One object per action. Toolbar, menus, shortcuts, command palette and shortcut sheet all read the same list, so that none of
// them can disagree about a name, a key or when something is possible.

export type CommandGroup = 'Add' | 'Edit' | 'Go' | 'View' | 'Flow' | 'Run';

export interface Command {
  readonly id: string;
  /** A function where the words depend on the moment ("Undo: Move 3 steps"). */
  readonly title: string | (() => string);
  readonly group: CommandGroup;
  readonly icon?: string;
  /** `Mod+Z` (Ctrl, on a Mac ⌘), `Shift+1`, `Delete`; the first is the one that is shown. */
  readonly keys?: readonly string[];
  /** The browser itself brings the key (copy, cut, paste): shown, but not listened to. */
  readonly native?: boolean;
  /** Other words people look for. */
  readonly keywords?: readonly string[];
  /** Shown in the context menu of a step, of a line, of the empty canvas. */
  readonly menu?: readonly ('node' | 'edge' | 'canvas')[];
  /** Absent: always possible. */
  readonly when?: () => boolean;
  readonly run: () => void | Promise<void>;
}

export const titleOf = ({ title }: Command): string => (typeof title === 'string' ? title : title());
