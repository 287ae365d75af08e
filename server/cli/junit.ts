// Results of tests as JUnit XML, which every build server reads. Only text.
import type { TestResult } from '../../nodes/kit/testing/test-case.ts';
import { differenceText } from './test.ts';

/** XML 1.0 has no place for other control characters, not even written out. */
const xml = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML refuses
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
    .replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

const seconds = (ms: number): string => (ms / 1_000).toFixed(3);

export function junitOf(flow: string, results: readonly TestResult[]): string {
  const failed = results.filter(({ passed }) => !passed).length;
  const time = seconds(results.reduce((sum, { ms }) => sum + ms, 0));
  const cases = results.map(({ name, ms, passed, differences }) => {
    const head = `    <testcase classname="${xml(flow)}" name="${xml(name)}" time="${seconds(ms)}"`;
    if (passed) return `${head}/>\n`;
    const lines = differences.map(differenceText);
    return `${head}>\n      <failure message="${xml(lines[0] ?? 'failed')}">${xml(lines.join('\n'))}</failure>\n    </testcase>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="${results.length}" failures="${failed}" time="${time}">
  <testsuite name="${xml(flow)}" tests="${results.length}" failures="${failed}" time="${time}">
${cases.join('')}  </testsuite>
</testsuites>
`;
}
