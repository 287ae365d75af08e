// Counters and histograms in the text format of Prometheus. Counting is a plain addition, so that it may stand on the hot path;
// the library that collects the process's own numbers is loaded when somebody first asks.

type Labels = { readonly [name: string]: string };

const escaped = (text: string): string => text.replace(/[\\"\n]/g, (found) => (found === '\n' ? '\\n' : `\\${found}`));
const labelText = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',');

/** One family of lines; a number for each set of labels. */
export function lines(name: string, kind: 'counter' | 'gauge', help: string, values: Iterable<readonly [Labels, number]>): string {
  const rows = [...values].map(([labels, value]) => {
    const text = labelText(labels);
    return `${name}${text === '' ? '' : `{${text}}`} ${value}`;
  });
  return `${[`# HELP ${name} ${help}`, `# TYPE ${name} ${kind}`, ...rows].join('\n')}\n`;
}

export function counter(name: string, help: string) {
  const counts = new Map<string, { readonly labels: Labels; count: number }>();
  return {
    add(labels: Labels): void {
      const key = labelText(labels);
      const known = counts.get(key);
      if (known) known.count++;
      else counts.set(key, { labels, count: 1 });
    },
    text: () =>
      lines(
        name,
        'counter',
        help,
        [...counts.values()].map(({ labels, count }) => [labels, count]),
      ),
  };
}

interface Series {
  readonly labels: string;
  readonly buckets: number[];
  count: number;
  sum: number;
}

/** `bounds` in seconds. */
export function histogram(name: string, help: string, bounds: readonly number[]) {
  const series = new Map<string, Series>();
  return {
    observe(labels: Labels, seconds: number): void {
      const key = labelText(labels);
      let found = series.get(key);
      if (!found) {
        found = { labels: key, buckets: bounds.map(() => 0), count: 0, sum: 0 };
        series.set(key, found);
      }
      found.count++;
      found.sum += seconds;
      for (let i = bounds.length - 1; i >= 0 && seconds <= (bounds[i] as number); i--) found.buckets[i] = (found.buckets[i] as number) + 1;
    },
    text(): string {
      const rows = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`];
      for (const { labels, buckets, count, sum } of series.values()) {
        const at = (le: string) => `{${labels === '' ? '' : `${labels},`}le="${le}"}`;
        for (const [i, bound] of bounds.entries()) rows.push(`${name}_bucket${at(String(bound))} ${buckets[i]}`);
        const plain = labels === '' ? '' : `{${labels}}`;
        rows.push(`${name}_bucket${at('+Inf')} ${count}`, `${name}_sum${plain} ${sum}`, `${name}_count${plain} ${count}`);
      }
      return `${rows.join('\n')}\n`;
    },
  };
}
