// Holds a page against the accessibility rules (WCAG 2.2 A and AA, and good practice) with axe, in the light and the dark theme.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Where Fluent's focus traps begin and end: they take the focus only to hand it on at once. */
const passedThrough = '[data-tabster-dummy]';

interface Found {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** What breaks a rule as the page stands, one line each: the rule, the element, what is wrong with it. */
export async function violationsNow(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = (await page.evaluate(
    `axe.run({ exclude: ['${passedThrough}'] }, { runOnly: ${JSON.stringify(rules)} })`,
  )) as Found;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 200)}\n  ${failureSummary.split('\n').slice(1).join(' ').trim()}`),
  );
}

/** In both themes, with nothing moving any more. */
export async function violationsOf(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.locator(`html[data-theme=${colorScheme}]`).waitFor({ state: 'attached' });
    found.push(...(await violationsNow(page)).map((line) => `${colorScheme}: ${line}`));
  }
  return found;
}

/** In the colours that a person has chosen for all programs: the browser takes ours away. */
export async function violationsInForcedColors(page: Page): Promise<string[]> {
  await page.emulateMedia({ forcedColors: 'active', colorScheme: 'dark', reducedMotion: 'reduce' });
  const found = await violationsNow(page);
  await page.emulateMedia({ forcedColors: 'none', colorScheme: 'light', reducedMotion: 'reduce' });
  return found;
}
