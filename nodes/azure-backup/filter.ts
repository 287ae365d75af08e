// The one form of $filter that Azure Backup reads: `name eq 'value' and …`, single quotes, no brackets, and times of its own.

/** Empty when nothing is asked for. A quote in a value is doubled. */
export function filter(names: { readonly [name: string]: string | null | undefined }): { readonly $filter?: string } {
  const parts = Object.entries(names)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => `${name} eq '${(value as string).replaceAll("'", "''")}'`);
  return parts.length === 0 ? {} : { $filter: parts.join(' and ') };
}

/** `yyyy-MM-dd hh:mm:ss tt` in UTC. @example azureTime('2026-03-02T15:04:05Z') // '2026-03-02 03:04:05 PM' */
export function azureTime(iso: string): string {
  const at = new Date(iso);
  const hours = at.getUTCHours();
  const text = at.toISOString();
  return `${text.slice(0, 10)} ${String(hours % 12 || 12).padStart(2, '0')}${text.slice(13, 19)} ${hours < 12 ? 'AM' : 'PM'}`;
}
