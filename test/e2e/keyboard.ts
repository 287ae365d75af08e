// Hands of a person without a mouse: Tab to a control, arrows from card to card, quick add by typing. Nothing here clicks.
import { expect } from 'vitest';
import type { Desk } from './desk.ts';

export function keyboardOf({ page, press, shown }: Desk) {
  const focused = () =>
    page().evaluate(() => ({
      testId: document.activeElement?.getAttribute('data-testid') ?? null,
      text: (document.activeElement?.textContent ?? '').trim(),
      name:
        document.activeElement?.getAttribute('aria-label') ??
        document.getElementById(document.activeElement?.getAttribute('aria-labelledby') ?? '')?.textContent ??
        '',
      card: document.activeElement?.closest('.react-flow__node')?.getAttribute('data-id') ?? null,
      field: document.activeElement?.closest('[data-testid^=field-]')?.getAttribute('data-testid') ?? null,
    }));
  type Focused = Awaited<ReturnType<typeof focused>>;
  const card = async () => (await focused()).card;
  const tabUntil = async (what: string, there: (now: Focused) => boolean) => {
    for (let i = 0; i < 80; i += 1) {
      if (there(await focused())) return;
      await press('Tab');
    }
    throw new Error(`${what} cannot be reached with Tab`);
  };
  return {
    card,
    text: async () => (await focused()).text,
    name: async () => (await focused()).name,
    tabTo: (testId: string) => tabUntil(testId, (now) => now.testId === testId),
    tabToNamed: (name: string | RegExp) =>
      tabUntil(String(name), (now) =>
        typeof name === 'string' ? now.name === name || now.text === name : name.test(now.name || now.text),
      ),
    /** Arrow by arrow; each press has arrived before the next. */
    async walkTo(id: string, key: string) {
      for (let i = 0; i < 6 && (await card()) !== id; i += 1) {
        const before = await card();
        await press(key);
        await expect.poll(card).not.toBe(before);
      }
      await expect.poll(card).toBe(id);
    },
    /** A step behind the one that has the focus: its name is typed, Enter takes the first that is found. */
    async add(words: string, id: string) {
      await press('a');
      await shown('quick-add');
      await page().keyboard.type(words);
      await expect.poll(() => page().locator('.quick [aria-selected=true]').textContent()).toContain(words);
      await press('Enter');
      await shown(`node-${id}`);
      await expect.poll(card).toBe(id);
    },
    /** From the card into the first field of its form. */
    async intoForm() {
      await press('Enter');
      await page().locator('[data-testid=inspector] :focus').waitFor();
    },
    /** Escape closes what the form has open, then leads back to the card. */
    async backTo(id: string) {
      for (let i = 0; i < 3 && (await card()) !== id; i += 1) {
        await press('Escape');
        await page().waitForTimeout(100);
      }
      await expect.poll(card).toBe(id);
    },
    /** To the switch of a field of the form; what is typed then stands inside the braces. */
    async expression(path: string, text: string) {
      await tabUntil(`field ${path}`, (now) => now.field === `field-${path}` && /use an expression/.test(now.name));
      await press('Enter');
      await page().locator(`[data-testid="field-${path}"] .cm-content:focus`).waitFor();
      await page().keyboard.insertText(text);
    },
  };
}
