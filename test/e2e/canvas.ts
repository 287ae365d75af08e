// Hands of a newcomer: drags, links and fills in, in a real browser, with a real mouse and keyboard.
import type { Page } from 'playwright-core';

type Point = readonly [number, number];

export function canvasOf(page: Page) {
  const middle = async (testId: string): Promise<Point> => {
    const box = await page.getByTestId(testId).boundingBox();
    if (!box) throw new Error(`${testId} is not to be seen`);
    return [box.x + box.width / 2, box.y + box.height / 2];
  };
  const drag = async (from: Point, to: Point) => {
    await page.mouse.move(from[0], from[1]);
    await page.mouse.down();
    await page.mouse.move(from[0] + 8, from[1] + 8, { steps: 3 });
    await page.mouse.move(to[0], to[1], { steps: 12 });
    await page.mouse.up();
  };
  const fromPalette = async (type: string, to: Point) => {
    const search = page.getByTestId('palette-search');
    await search.fill(type.replace(/^.*\./, '').replaceAll('-', ' '));
    await page.getByTestId(`palette-${type}`).scrollIntoViewIfNeeded();
    await drag(await middle(`palette-${type}`), to);
    await search.fill('');
  };
  const field = (path: string) => page.getByTestId(`field-${path}`);
  return {
    drag,
    middle,
    fromPalette,
    /** Drops a step inside a container, at a place of its frame. */
    async into(container: string, type: string, at: Point) {
      const box = await page.getByTestId(`node-${container}`).boundingBox();
      if (!box) throw new Error(`${container} is not to be seen`);
      await fromPalette(type, [box.x + at[0], box.y + at[1]]);
    },
    async link(from: string, port: string, to: string) {
      await drag(await middle(`handle-${from}-${port}`), await middle(`handle-${to}-in`));
      await page.getByTestId(`edge-${from}-${port}-${to}`).waitFor({ state: 'attached' });
    },
    async select(id: string) {
      // The head of a container is its upper left; a card takes a click anywhere.
      await page.getByTestId(`node-${id}`).click({ position: { x: 40, y: 12 } });
      await page.getByTestId('inspector').waitFor();
    },
    field,
    /** Switches a field to an expression and types it. */
    async expression(path: string, text: string) {
      const here = field(path);
      const mode = here.getByRole('button', { name: /use an expression/ });
      if ((await mode.count()) > 0) await mode.first().click();
      await here.locator('.cm-content').first().click();
      await page.keyboard.press('Control+A');
      // Text that replaces other text takes over its style, in Chromium: an attribute that the page's policy forbids.
      await page.keyboard.press('Delete');
      await page.keyboard.insertText(text);
      await page.keyboard.press('Escape');
    },
    status: (id: string) => page.getByTestId(`node-${id}`).getAttribute('data-status'),
  };
}
