// Versions of the MARS agent, compared part by part. The newest one known is the newest that this estate runs, or the one known when
// this was written: nobody has to keep a list.
const knownVersion = '2.0.9262.0';

export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map((part) => Number.parseInt(part, 10) || 0)) as [number[], number[]];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export const newestOf = (versions: readonly (string | null)[], least: string = knownVersion): string =>
  versions.reduce<string>((newest, version) => (version !== null && compareVersions(version, newest) > 0 ? version : newest), least);
