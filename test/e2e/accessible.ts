// Holds a page against the accessibility rules (WCAG 2.2 A and AA, and good practice) with axe, in the light theme, the dark one and
// that of high contrast; and in the colours that a person has forced on all programs.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
const everyRule = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What a theme can break. All other rules ask for structure and words, which no theme changes: once is enough. */
const rulesOfColour = ['color-contrast', 'link-in-text-block'];

/** Where Fluent's focus traps begin and end: they take the focus only to hand it on at once. */
const passedThrough = '[data-tabster-dummy]';

interface Found {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

interface Look {
  /** Parts that stand there unchanged since they were looked at: a long list of steps need not be read twenty times. */
  readonly seen?: readonly string[];
}

/** What breaks a rule as the page stands, one line each: the rule, the element, what is wrong with it. */
export async function violationsNow(
  page: Page,
  { rules = everyRule, kind = 'tag', seen = [] }: Look & { readonly rules?: readonly string[]; readonly kind?: 'tag' | 'rule' } = {},
): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const options = { runOnly: { type: kind, values: rules }, resultTypes: ['violations'], preload: false, iframes: false };
  const { violations } = (await page.evaluate(
    `axe.run({ exclude: ${JSON.stringify([passedThrough, ...seen])} }, ${JSON.stringify(options)})`,
  )) as Found;
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 200)}\n  ${failureSummary.split('\n').slice(1).join(' ').trim()}`),
  );
}

const themes = ['dark', 'high-contrast', 'light'] as const;

/** In all three themes, as a system asks for them, with nothing moving any more. It ends in the light one. */
export async function violationsOf(page: Page, look: Look = {}): Promise<string[]> {
  const found: string[] = [];
  for (const theme of themes) {
    await page.emulateMedia({
      colorScheme: theme === 'light' ? 'light' : 'dark',
      contrast: theme === 'high-contrast' ? 'more' : 'no-preference',
      reducedMotion: 'reduce',
    });
    await page.locator(`html[data-theme=${theme}]`).waitFor({ state: 'attached' });
    const lines = await violationsNow(page, theme === 'light' ? look : { ...look, rules: rulesOfColour, kind: 'rule' });
    found.push(...lines.map((line) => `${theme}: ${line}`));
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
