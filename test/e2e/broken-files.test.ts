// Twenty files that somebody edited, merged or cut off, imported through the window one after the other, and all of them at once. Of a
// file that cannot be read the report names the line; of a flow that can be read and cannot run, the list of problems names the step.
import { expect, test } from 'vitest';
import { openDesk } from './desk.ts';

const desk = openDesk();
const { page, go, shown } = desk;

const whole = `{
  "format": 1,
  "name": "Nightly",
  "inputs": [{ "name": "vault", "schema": { "type": "string" } }],
  "nodes": [
    { "id": "start", "type": "core.manual", "version": 1, "position": { "x": 0, "y": 0 } },
    { "id": "wait", "type": "core.delay", "version": 1, "position": { "x": 280, "y": 0 }, "params": { "for": "PT1S" } },
    { "id": "done", "type": "core.set", "version": 1, "position": { "x": 560, "y": 0 } }
  ],
  "edges": [
    { "from": "start", "port": "done", "to": "wait" },
    { "from": "wait", "port": "done", "to": "done" }
  ]
}
`;
/** The file with one thing changed; the change has to be there. */
function but(from: string, to: string): string {
  if (!whole.includes(from)) throw new Error(`the file has no ${from}`);
  return whole.replace(from, to);
}

const unreadable: readonly (readonly [what: string, file: string, says: RegExp])[] = [
  ['an empty file', '', /empty/],
  ['a comma is missing', but('"Nightly",', '"Nightly"'), /Line 4: This is not JSON/],
  ['a comma too many', but('"y": 0 } }\n  ],', '"y": 0 } },\n  ],'), /Line 9: This is not JSON/],
  ['cut off in the middle', whole.slice(0, whole.indexOf('"wait"') + 20), /Line 7: This is not JSON/],
  ['a comment', but('  "nodes"', '  // the steps\n  "nodes"'), /Line 5: This is not JSON/],
  ['single quotes', but('"Nightly"', "'Nightly'"), /Line 3: This is not JSON/],
  ['a merge conflict', but('  "name"', '<<<<<<< HEAD\n  "name"'), /Line 3: .*merge conflict/],
  ['a list instead of a flow', '[]', /line 1/],
  ['of a newer Vaultflow', but('"format": 1', '"format": 99'), /line 2.*newer/],
  ['without a name', but('  "name": "Nightly",\n', ''), /\/name \(line 1\)/],
  ['a place that is no number', but('"x": 280', '"x": "left"'), /\/nodes\/1\/position\/x \(line 7\)/],
  ['a step without a type', but('"type": "core.set", ', ''), /\/nodes\/2\/type \(line 8\)/],
  ['a line without an end', but(', "to": "wait"', ''), /\/edges\/0\/to \(line 11\)/],
  ['an input with a space in its name', but('"name": "vault"', '"name": "the vault"'), /\/inputs\/0\/name \(line 4\)/],
];

const unfit: readonly (readonly [what: string, file: string, step: string, says: RegExp])[] = [
  ['a type nobody knows', but('core.set', 'contoso.magic'), 'done', /contoso\.magic/],
  ['a line to a step that is not there', but('"to": "done"', '"to": "gone"'), 'gone', /gone/],
  [
    'a circle',
    but('"to": "done" }', '"to": "done" },\n    { "from": "done", "port": "done", "to": "wait" }'),
    'wait',
    /circle|cycle|itself/i,
  ],
  ['a port that the step does not have', but('"from": "wait", "port": "done"', '"from": "wait", "port": "left"'), 'wait', /left/],
  ['an expression that ends in the middle', but('"PT1S"', '"{{ inputs. }}"'), 'wait', /expect|end/i],
  ['two steps of one name', but('"id": "done"', '"id": "Wait"'), 'wait', /wait/i],
];

async function importFiles(...files: readonly (readonly [name: string, text: string])[]): Promise<void> {
  await page().getByTestId('new-flow').click();
  const chooser = page().waitForEvent('filechooser');
  await page().getByTestId('new-flow-import').click();
  const picked = files.map(([name, text]) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) }));
  await (await chooser).setFiles(picked);
}
const importFile = (text: string) => importFiles(['nightly.flow.json', text]);
const entries = (tone: string) => page().getByTestId(`report-${tone}`).allInnerTexts();
const stored = async () =>
  ((await desk.product().api('GET', '/api/flows?limit=200')).body as { items: { id: string; name: string }[] }).items;

test('they are twenty, and each breaks the file in a way of its own', () => {
  expect(new Set([...unreadable, ...unfit].map(([, file]) => file)).size).toBe(20);
});

test('of what cannot be read the line is named in a dialog that stays, and nothing is made of it', async () => {
  await go('/flows');
  await shown('new-flow');
  for (const [what, file, says] of unreadable) {
    await importFile(file);
    await shown('report-bad');
    expect((await entries('bad')).join(), what).toMatch(says);
    await page().getByTestId('report-close').click();
    await page().getByTestId('report').waitFor({ state: 'detached' });
  }
  expect(await stored()).toEqual([]);
});

test('of many files at once each bad one is named with its line or step, and the good ones are there', async () => {
  await go('/flows');
  await shown('new-flow');
  const named = [...unreadable, ...unfit].map(([what, file]) => [`${what}.flow.json`, file] as const);
  const good = (name: string) => [`${name}.flow.json`, but('"Nightly"', `"${name}"`)] as const;
  const samples = (name: string) => [`${name}.samples.json`, '{ "format": 1, "samples": { "wait": { "waited": true } } }'] as const;
  await importFiles(good('First'), samples('First'), ...named, samples('Nobody'), good('Second'));
  await page().getByTestId('report').getByText('9 of 24 files imported').waitFor();
  const [bad, mend, fine] = [await entries('bad'), await entries('mend'), await entries('good')];
  expect([bad.length, mend.length, fine.length]).toEqual([15, 6, 3]);
  for (const [what, , says] of unreadable)
    expect(
      bad.find((text) => text.startsWith(`${what}.flow.json`)),
      what,
    ).toMatch(says);
  for (const [what, , step, says] of unfit) {
    const text = mend.find((entry) => entry.startsWith(`${what}.flow.json`)) ?? '';
    expect(text, what).toMatch(says);
    expect(text.toLowerCase(), what).toContain(step);
  }
  expect(bad.find((text) => text.startsWith('Nobody.samples.json'))).toMatch(/Nobody\.flow\.json/);
  const flows = await stored();
  expect(flows.length).toBe(8);
  const first = flows.find(({ name }) => name === 'First');
  expect((await desk.product().api('GET', `/api/flows/${first?.id}/samples`)).body).toEqual({ samples: { wait: { waited: true } } });
  // It stays until somebody has read it, and leads to the flow that needs mending.
  await page()
    .getByRole('button', { name: `Open “${unfit[0]?.[0]}.flow.json”` })
    .click();
  await shown('problem-count');
});

test('of what cannot run the step is named, and the flow is there to be mended', async () => {
  for (const [what, file, step, says] of unfit) {
    await go('/flows');
    await shown('new-flow');
    await importFile(file);
    await shown('problem-count');
    await page().getByTestId('problem-count').click();
    await expect.poll(() => page().getByTestId('problems').textContent(), { message: what, timeout: 5_000 }).toMatch(says);
    const { problems } = (await desk.product().api('GET', `/api/flows/${desk.flowId()}`)).body as {
      problems: { nodeId?: string; message: string }[];
    };
    expect(
      problems.some(({ nodeId, message }) => nodeId?.toLowerCase() === step || message.includes(step)),
      what,
    ).toBe(true);
  }
});

test('the pages logged no errors', () => {
  expect(desk.window().errors).toEqual([]);
});
