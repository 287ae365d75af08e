// Light, dark, high contrast or as the system: the choice of this browser, kept locally and written on the root element as
// data-theme. A system that asks for more contrast gets it: in the dark the theme of its own, in the light stronger lines and text.
import { useSyncExternalStore } from 'react';

export type ThemeName = 'light' | 'dark' | 'high-contrast';
export type ThemeChoice = 'system' | ThemeName;

const storageKey = 'vaultflow.theme';
const listeners = new Set<() => void>();
const wishes = { dark: '(prefers-color-scheme: dark)', contrast: '(prefers-contrast: more)' } as const;
const wished = (query: string): boolean => typeof matchMedia === 'function' && matchMedia(query).matches;
const systemTheme = (): ThemeName => (wished(wishes.dark) ? (wished(wishes.contrast) ? 'high-contrast' : 'dark') : 'light');

function readChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(storageKey);
    return stored === 'light' || stored === 'dark' || stored === 'high-contrast' ? stored : 'system';
  } catch {
    return 'system';
  }
}

let choice: ThemeChoice = readChoice();

const themeNow = (): ThemeName => (choice === 'system' ? systemTheme() : choice);

function apply(): void {
  document.documentElement.dataset.theme = themeNow();
  for (const listener of listeners) listener();
}

export function chooseTheme(next: ThemeChoice): void {
  choice = next;
  try {
    if (next === 'system') localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, next);
  } catch {
    // A browser that keeps nothing still changes its theme for now.
  }
  apply();
}

/** Writes the theme on the page and follows the system. Called once. */
export function followTheme(): void {
  if (typeof matchMedia === 'function') for (const query of Object.values(wishes)) matchMedia(query).addEventListener('change', apply);
  apply();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useTheme = (): ThemeName => useSyncExternalStore(subscribe, themeNow);
export const useThemeChoice = (): ThemeChoice => useSyncExternalStore(subscribe, () => choice);
