// Which parts of the palette are open; kept in this browser.
import { useState } from 'react';
import { openAtFirst } from './groups.ts';

const place = 'vaultflow.palette.open';

function kept(): readonly string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(place) ?? 'null');
    return Array.isArray(found) ? found.map(String) : openAtFirst;
  } catch {
    return openAtFirst;
  }
}

export function useFolding() {
  const [open, setOpen] = useState(kept);
  return {
    isOpen: (key: string) => open.includes(key),
    toggle(key: string) {
      const next = open.includes(key) ? open.filter((other) => other !== key) : [...open, key];
      setOpen(next);
      try {
        localStorage.setItem(place, JSON.stringify(next));
      } catch {
        // A browser that keeps nothing forgets it with the page.
      }
    },
  };
}
