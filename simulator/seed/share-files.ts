// What a share holds whose estate names no files: always the same, with a file that was changed three days ago and a folder that
// somebody deleted yesterday, so that bringing back what is lost can be practised.
import type { ShareFile } from '../state/model.ts';

const dayMs = 86_400_000;
const months = Array.from({ length: 12 }, (_, i) => String(i + 1).padStart(2, '0'));

export function usualFiles(account: string, share: string, now: number): ShareFile[] {
  const file = (path: string, size: number, days: { made: number; ended?: number }): ShareFile => ({
    account,
    share,
    path,
    size,
    modifiedAt: now - days.made * dayMs,
    from: now - days.made * dayMs,
    to: days.ended === undefined ? null : now - days.ended * dayMs,
  });
  return [
    file('readme.txt', 1_204, { made: 400 }),
    ...months.map((month, i) => file(`reports/2026/report-${month}.xlsx`, 48_200 + i * 1_024, { made: 400 - i })),
    file('reports/budget.xlsx', 81_920, { made: 390, ended: 3 }),
    file('reports/budget.xlsx', 12, { made: 3 }),
    file('projects/atlas/plan.docx', 230_144, { made: 380, ended: 1 }),
    file('projects/atlas/costs.xlsx', 65_536, { made: 380, ended: 1 }),
    file('projects/borealis/plan.docx', 198_656, { made: 60 }),
    file('projects/borealis/design/overview.vsdx', 3_145_728, { made: 45 }),
  ];
}
