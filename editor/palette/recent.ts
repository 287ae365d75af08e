// The step types used last in this browser, newest first, for quick add.
const key = 'vaultflow.recent-steps';

export function recentTypes(): readonly string[] {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(list) ? list.filter((entry): entry is string => typeof entry === 'string') : [];
  } catch {
    return [];
  }
}

export function remember(type: string): void {
  try {
    localStorage.setItem(key, JSON.stringify([type, ...recentTypes().filter((entry) => entry !== type)].slice(0, 12)));
  } catch {
    // Storage switched off: the list stays in its own order.
  }
}
