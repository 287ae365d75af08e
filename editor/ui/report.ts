// What became of many things at once, in a dialog that stays until it is read: `showReport({ … })` from anywhere. One at a time.
export interface ReportEntry {
  readonly name: string;
  readonly tone: 'good' | 'mend' | 'bad';
  /** Each on a line of its own: where and what. */
  readonly says: readonly string[];
  /** Where it can be looked at. */
  readonly to?: string | undefined;
}

export interface Report {
  readonly title: string;
  readonly intro: string;
  readonly entries: readonly ReportEntry[];
}

let open: Report | null = null;
const listeners = new Set<() => void>();

export function showReport(report: Report | null): void {
  open = report;
  for (const listener of listeners) listener();
}

export const reportNow = (): Report | null => open;

export const onReport = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
