// Reading and writing keys: does this press mean `Mod+Shift+Z`, and how is that written on this machine?

const isMac = (): boolean => typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform);

export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** The plus sign joins keys and is one. */
const partsOf = (keys: string): string[] =>
  keys === '+' ? ['+'] : keys.endsWith('++') ? [...keys.slice(0, -2).split('+'), '+'] : keys.split('+');

/** @example pressed(event, 'Mod+Shift+Z') */
export function pressed(event: KeyPress, keys: string): boolean {
  const parts = partsOf(keys);
  const key = parts.at(-1) as string;
  const wants = (name: string) => parts.slice(0, -1).includes(name);
  const mod = isMac() ? event.metaKey : event.ctrlKey;
  if (wants('Mod') !== mod || wants('Alt') !== event.altKey) return false;
  // A sign such as ? or + already is what Shift makes of another key.
  const sign = key.length === 1 && !/[a-z0-9]/i.test(key);
  if (!sign && wants('Shift') !== event.shiftKey) return false;
  if (/^\d$/.test(key)) return event.code === `Digit${key}` || event.code === `Numpad${key}`;
  return event.key.toLowerCase() === key.toLowerCase();
}

const words: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Delete: 'Del',
  Escape: 'Esc',
};

/** @example written('Mod+Shift+Z') // 'Ctrl+Shift+Z', on a Mac '⌘⇧Z' */
export function written(keys: string): string {
  const parts = partsOf(keys).map((part) => words[part] ?? part);
  if (!isMac()) return parts.map((part) => (part === 'Mod' ? 'Ctrl' : part)).join('+');
  const signs: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' };
  return parts.map((part) => signs[part] ?? part).join('');
}

/** Typing into a field is no shortcut. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest('input, textarea, select, [contenteditable], .cm-editor, [role=dialog]') !== null);
