// The library in the window: many flows found, picked, moved, tagged, exported, archived and brought back, by mouse and by keyboard.
import { expect, test } from 'vitest';
import { openDesk } from './desk.ts';

const desk = openDesk();
const { page, go, shown, create, press, product } = desk;

const nodes = [{ id: 'start', type: 'core.manual', version: 1, position: { x: 0, y: 0 } }];
const names = () => page().locator('.library-name').allInnerTexts();
const total = () => page().getByTestId('library-panel').locator('.panel-head').innerText();
const flow = async (name: string) => {
  const { items } = (await product().api('GET', `/api/flows?q=${encodeURIComponent(name)}&archived=${archived}&sort=name&limit=200`))
    .body as {
    items: { id: string; name: string; folder: string; tags: string[]; favourite: boolean; enabled: boolean; archivedAt: string | null }[];
  };
  const found = items.find((one) => one.name === name);
  if (!found) throw new Error(`there is no flow “${name}” in the list`);
  return found;
};
let archived = false;
const pick = async (...wanted: readonly string[]) => {
  for (const name of wanted)
    await page()
      .getByRole('checkbox', { name: `Select “${name}”` })
      .click();
};

test('of two thousand flows only the rows in sight are drawn, and the last one is reached by one key', async () => {
  const made = Array.from({ length: 2_000 }, (_, index) => `Vault ${index + 1}`);
  for (let from = 0; from < made.length; from += 50) await Promise.all(made.slice(from, from + 50).map((name) => create({ name, nodes })));
  await go('/flows?sort=name');
  await shown('library-panel');
  expect(await total()).toContain('2,000 flows');
  expect((await names())[0]).toBe('Vault 1');
  await page().locator('.library-name').first().focus();
  const drawn = async () => page().locator('.library-table tbody tr[data-row]').count();
  expect(await drawn()).toBeLessThan(60);
  await expect
    .poll(
      async () => {
        await press('End');
        return names();
      },
      { timeout: 20_000 },
    )
    .toContain('Vault 2000');
  expect(await drawn()).toBeLessThan(60);
  expect(await page().evaluate(() => document.activeElement?.textContent)).toMatch(/^Vault \d+$/);
});

test('everything that a search finds is moved at once, and the folder appears beside the list', async () => {
  await go('/flows?q=Vault+199&sort=name');
  await expect.poll(total).toContain('12 flows');
  await page().getByTestId('select-all-flows').check();
  await page().getByTestId('bulk-move').click();
  await page().getByTestId('move-folder').fill('../away');
  await page()
    .getByText(/A folder's name takes/)
    .waitFor();
  await page().getByTestId('move-folder').fill('Production / Nightly');
  await page().getByTestId('move-submit').click();
  await page().getByTestId('shelf-folder-Production/Nightly').waitFor();
  expect((await flow('Vault 1990')).folder).toBe('Production/Nightly');
  await page().getByTestId('shelf-folder-Production').click();
  await expect.poll(total).toContain('12 flows');
  await page().getByTestId('bulk-bar').waitFor({ state: 'detached' });
});

test('by keyboard: walk, pick, tag; the tag is a shelf and the row says it', async () => {
  await go('/flows?folder=Production&sort=name');
  await page().locator('.library-name').first().focus();
  await press('Space', 'ArrowDown', 'ArrowDown', 'Shift+Space');
  await page().getByText('3 flows selected').waitFor();
  await page().getByTestId('bulk-tag').focus();
  await press('Enter');
  await page().getByTestId('tag-names').fill('SQL, Finance');
  await press('Enter');
  await page().getByTestId('shelf-tag-finance').click();
  await expect.poll(async () => (await names()).sort()).toEqual(['Vault 1199', 'Vault 199', 'Vault 1990']);
  expect((await flow('Vault 1990')).tags).toEqual(['finance', 'sql']);
});

test('what is refused of many is named in a dialog that stays', async () => {
  await product().api('POST', `/api/flows/${(await flow('Vault 199')).id}/publish`, { enable: false });
  await go('/flows?tag=sql');
  await page().getByTestId('select-all-flows').check();
  await page().getByTestId('bulk-enable').click();
  await page().getByTestId('confirm-action').click();
  await page().getByTestId('report').getByText('1 flow armed, 2 refused').waitFor();
  expect((await page().getByTestId('report-bad').allInnerTexts()).every((text) => text.includes('Publish the flow first'))).toBe(true);
  await page().getByTestId('report-close').click();
  expect((await flow('Vault 199')).enabled).toBe(true);
});

test('flows are written into a folder as they lie in the library, with their samples beside', async () => {
  const { id } = await flow('Vault 1990');
  await product().api('PUT', `/api/flows/${id}/samples`, { samples: { start: { vault: 'weu' } } });
  // The browser's picker cannot be clicked by a test; a folder of the page itself is written in the same way.
  await page().evaluate(() => Object.assign(window, { showDirectoryPicker: () => navigator.storage.getDirectory() }));
  await page().getByTestId('select-all-flows').check();
  await page().getByTestId('bulk-export').click();
  await page().getByText('3 flows exported').first().waitFor();
  const files = await page().evaluate(async () => {
    const found: { [path: string]: string } = {};
    const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const [name, handle] of (folder as unknown as { entries(): AsyncIterable<[string, FileSystemHandle]> }).entries())
        if (handle.kind === 'directory') await walk(handle as FileSystemDirectoryHandle, `${path}${name}/`);
        else found[path + name] = await (await (handle as FileSystemFileHandle).getFile()).text();
    };
    await walk(await navigator.storage.getDirectory(), '');
    return found;
  });
  expect(Object.keys(files).sort()).toEqual(
    ['vault-1199.flow.json', 'vault-199.flow.json', 'vault-1990.flow.json', 'vault-1990.samples.json'].map(
      (name) => `Production/Nightly/${name}`,
    ),
  );
  expect(files['Production/Nightly/vault-1990.flow.json']?.split('\n').slice(0, 8)).toEqual([
    '{',
    '  "format": 1,',
    '  "name": "Vault 1990",',
    '  "folder": "Production/Nightly",',
    '  "tags": [',
    '    "finance",',
    '    "sql"',
    '  ],',
  ]);
  expect(JSON.parse(files['Production/Nightly/vault-1990.samples.json'] ?? '')).toMatchObject({ samples: { start: { vault: 'weu' } } });
});

test('an archived flow leaves the list and is armed again when the archiving is taken back', async () => {
  await go('/flows?tag=sql');
  await pick('Vault 199');
  await page().getByTestId('bulk-archive').click();
  await page().getByText('One of them is armed').waitFor();
  await page().getByTestId('confirm-action').click();
  await page().getByText('“Vault 199” archived').first().waitFor();
  await expect.poll(async () => (await names()).sort()).toEqual(['Vault 1199', 'Vault 1990']);
  await page().getByRole('button', { name: 'Undo' }).click();
  await expect.poll(async () => (await names()).length).toBe(3);
  expect(await flow('Vault 199')).toMatchObject({ enabled: true, archivedAt: null });
  await pick('Vault 1199');
  await page().getByTestId('bulk-archive').click();
  await page().getByTestId('shelf-archived').click();
  await expect.poll(names).toEqual(['Vault 1199']);
  archived = true;
  const { id } = await flow('Vault 1199');
  archived = false;
  await page().getByTestId(`flow-menu-${id}`).click();
  await page().getByTestId('flow-menu-archive').click();
  await page().getByText('Nothing is archived').waitFor();
  expect((await flow('Vault 1199')).enabled).toBe(false);
});

test('a favourite is marked, and found under favourites', async () => {
  const { id } = await flow('Vault 7');
  await go('/flows?q=Vault+7&sort=name');
  await page().getByTestId(`favour-${id}`).click();
  await page().getByTestId('shelf-favourites').click();
  await expect.poll(names).toEqual(['Vault 7']);
});

test('the pages logged no errors', () => {
  expect(desk.window().errors).toEqual([]);
});
