// Says loudly what was skipped and ends with one line, `N passed, N failed`. With CI=true a skip is a failure, except in files
// that .ci/optional lists: what did not run must not look like what passed. Each failure is named once more, on a line of its own
// (`FAILED file: test`), so that it is found at the end of a long output.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

const optional = readFileSync(new URL('../.ci/optional', import.meta.url), 'utf8')
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '' && !line.startsWith('#'));

export default class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0;
    const failures: string[] = errors.map((error) => `outside of any test: ${messageOf(error)}`);
    const skipped: { file: string; name: string }[] = [];
    for (const module of modules) {
      const file = relative(process.cwd(), module.moduleId);
      const before = failures.length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        else if (state === 'failed') failures.push(`${file}: ${test.fullName}`);
        else skipped.push({ file, name: test.fullName });
      }
      if (module.state() === 'failed' && failures.length === before) failures.push(`${file}: could not be loaded, or a hook failed`);
    }
    const ci = process.env.CI === 'true';
    if (skipped.length > 0) {
      console.log(`\nSKIPPED: ${skipped.length} tests did not run here:`);
      for (const { file, name } of skipped) console.log(`  ${file}: ${name}`);
    }
    const forbidden = ci ? skipped.filter(({ file }) => !optional.includes(file)) : [];
    if (forbidden.length > 0) {
      console.log(`With CI=true these skips are failures; what cannot be installed belongs in .ci/optional.`);
      failures.push(...forbidden.map(({ file, name }) => `${file}: ${name} (skipped)`));
      process.exitCode = 1;
    }
    for (const failure of failures) console.log(`FAILED ${failure}`);
    console.log(`\n${passed} passed, ${failures.length} failed`);
  }
}

const messageOf = (error: unknown): string => String((error as { message?: string })?.message ?? error).split('\n')[0] ?? '';
