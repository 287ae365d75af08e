// The files that a fake machine has: always the same ones, so that browsing, searching and restoring them can be practised.
import { createHash } from 'node:crypto';

export interface FakeFile {
  path: string;
  isFolder: boolean;
  size: number | null;
  modified: string | null;
}

const months = ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'];

const tree: Record<string, readonly string[]> = {
  'Data\\Finance': [...months.map((month) => `report-2026-${month}.xlsx`), 'budget-2026.xlsx', 'budget-2027.xlsx'],
  'Data\\Sales': ['orders.csv', 'customers.csv', 'offer-template.docx'],
  'Data\\Scans': Array.from({ length: 240 }, (_, index) => `scan-${String(index + 1).padStart(4, '0')}.pdf`),
  // Names that cannot be packed: a list of them is larger than Run Command hands over.
  'Data\\Mail': Array.from({ length: 400 }, (_, index) => `${createHash('sha256').update(String(index)).digest('hex').slice(0, 24)}.eml`),
  'Users\\anna\\Documents': ['notes.txt', 'travel.docx'],
};

/** Everything on a volume, folders first. */
export function filesOn(volume: string): FakeFile[] {
  const root = volume.endsWith('\\') ? volume : `${volume}\\`;
  const folders = new Set<string>();
  for (const folder of Object.keys(tree)) {
    const parts = folder.split('\\');
    for (let depth = 1; depth <= parts.length; depth++) folders.add(parts.slice(0, depth).join('\\'));
  }
  return [
    ...[...folders].sort().map((folder) => ({ path: `${root}${folder}`, isFolder: true, size: null, modified: null })),
    ...Object.entries(tree).flatMap(([folder, names]) =>
      names.map((name, index) => ({
        path: `${root}${folder}\\${name}`,
        isFolder: false,
        size: 12_288 + name.length * 1_024 + index * 512,
        modified: '2026-10-01T08:00:00Z',
      })),
    ),
  ];
}

export const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('\\'));
const bare = (path: string): string => path.replace(/\\+$/, '').toLowerCase();
export const samePath = (a: string, b: string): boolean => bare(a) === bare(b);

/** `finance*`, `*.xlsx`: as the agent searches. */
export function matcher(pattern: string): (name: string) => boolean {
  const parts = pattern.toLowerCase().split('*');
  return (name) => {
    const text = name.toLowerCase();
    if (parts.length === 1) return text.includes(parts[0] ?? '');
    let from = 0;
    for (const [index, part] of parts.entries()) {
      const at = index === 0 ? (text.startsWith(part) ? 0 : -1) : text.indexOf(part, from);
      if (at < 0) return false;
      from = at + part.length;
    }
    return pattern.endsWith('*') || text.endsWith(parts.at(-1) ?? '');
  };
}
