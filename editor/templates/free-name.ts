// A name that nobody has yet.

/** @example freeName('report', ['report', 'report-2']) // 'report-3' */
export function freeName(wished: string, taken: readonly string[], joint = '-'): string {
  if (!taken.includes(wished)) return wished;
  for (let number = 2; ; number += 1) {
    const name = `${wished.slice(0, 74)}${joint}${number}`;
    if (!taken.includes(name)) return name;
  }
}
