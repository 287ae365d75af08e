// The browser's side of the page's security policy: a tour of the window without one violation, and pages that somebody else has
// written (answers of webhooks, mails, forms) that may do nothing in the editor's name. In a real Chromium, which enforces both the
// policy and Trusted Types.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canvasOf } from './canvas.ts';
import { openWindow, type Product, startProduct, type Window } from './product.ts';
import { untilEnded } from './watch-run.ts';

let product: Product;
let window: Window;
const page = (): Page => window.page;

/** Everything that the policy has refused since the page was opened, kept across navigations. */
const refused: string[] = [];

const step = (id: string, type: string, x: number, params: object = {}): { readonly id: string; readonly [more: string]: unknown } => ({
  id,
  type,
  version: 1,
  position: { x, y: 0 },
  params,
});
const chain = (nodes: readonly { readonly id: string; readonly [more: string]: unknown }[]) => ({
  format: 1,
  name: 'Foreign pages',
  nodes,
  edges: nodes.slice(1).map(({ id }, index) => ({ from: nodes[index]?.id, port: 'done', to: id })),
});

async function published(document: object): Promise<{ id: string; path: string }> {
  const { id } = (await product.api('POST', '/api/flows', { document })).body as { id: string };
  const { status, body } = await product.api('POST', `/api/flows/${id}/publish`, { enable: true });
  expect(status, JSON.stringify(body)).toBe(200);
  const { items } = (await product.api('GET', `/api/triggers?flow=${id}`)).body as { items: { hookUrl: string | null }[] };
  return { id, path: new URL(items[0]?.hookUrl ?? product.origin).pathname };
}

/** A webhook that answers a page with everything an attacker would try. */
const answering = (body: string, headers: object) =>
  published(
    chain([
      step('hook', 'core.webhook', 0, { auth: 'none', methods: ['GET', 'POST'], answer: 'respond' }),
      step('say', 'core.respond', 300, { body, headers }),
    ]),
  );

beforeAll(async () => {
  product = await startProduct();
  window = await openWindow(product.link);
  page().on('console', (message) => {
    if (message.text().includes('Permissions-Policy')) refused.push(message.text());
  });
  await page()
    .context()
    .exposeFunction('refusedByPolicy', (what: string) => refused.push(what));
  await page()
    .context()
    .addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, sample }) =>
        (globalThis as unknown as { refusedByPolicy(what: string): void }).refusedByPolicy(
          `${violatedDirective} ${blockedURI} ${sourceFile} ${sample}`,
        ),
      );
    });
}, 120_000);
afterAll(async () => {
  await window?.close();
  await product?.stop();
});

test('the whole window works inside its policy, without one violation', async () => {
  const made = await product.api('POST', '/api/templates/nightly-backup-report/flows', { parameters: {} });
  const flowId = (made.body as { id: string }).id;
  const { runId } = (await product.api('POST', `/api/flows/${flowId}/runs`, {})).body as { runId: string };
  await untilEnded(product, runId);
  for (const path of ['/', '/flows', '/templates', '/runs', '/connections', '/approvals', '/practice', '/settings']) {
    await page().goto(product.origin + path);
    await page().locator('main, [role=main], h1').first().waitFor();
  }
  const code = await product.api('POST', '/api/flows', {
    document: chain([
      step('start', 'core.manual', 0),
      step('code', 'core.code', 340, { code: 'return 1;' }),
      step('set', 'core.set', 720, { values: { a: '{{ 1 + 1 }}' } }),
    ]),
  });
  await page().goto(`${product.origin}/flows/${(code.body as { id: string }).id}`);
  const canvas = canvasOf(page());
  await canvas.select('code');
  await page().locator('.cm-editor').first().waitFor();
  expect(
    await page()
      .locator('.cm-editor')
      .first()
      .evaluate((one) => getComputedStyle(one).display),
  ).toBe('flex');
  await canvas.select('set');
  // The layout is computed by a worker, whose address Trusted Types have to take.
  const before = await page().getByTestId('node-set').boundingBox();
  await page().keyboard.press('Escape');
  await page().keyboard.press('Shift+L');
  await expect.poll(async () => (await page().getByTestId('node-set').boundingBox())?.x).not.toBe(before?.x);
  await page().goto(`${product.origin}/flows/${flowId}/runs/${runId}`);
  await page().getByTestId('inspector').or(page().locator('[data-testid^=node-]')).first().waitFor();
  expect(refused).toEqual([]);
  expect(window.errors).toEqual([]);
}, 120_000);

test('Fluent’s styles arrive: a button has the colour of its theme', async () => {
  await page().goto(product.origin);
  const button = page().locator('.fui-Button').first();
  await button.waitFor();
  expect(await button.evaluate((one) => getComputedStyle(one).display)).toMatch(/flex$/);
  expect(
    await page().evaluate(() =>
      getComputedStyle(document.querySelector('.fui-FluentProvider') as Element).getPropertyValue('--colorBrandBackground'),
    ),
  ).not.toBe('');
});

test('what the policy forbids is refused by the browser', async () => {
  await page().goto(product.origin);
  const tried = await page().evaluate(async () => {
    const attempt = (work: () => unknown) => {
      try {
        work();
        return 'done';
      } catch {
        return 'refused';
      }
    };
    const inline = document.createElement('script');
    const ran = () => (globalThis as { ran?: boolean }).ran === true;
    return {
      html: attempt(() => {
        document.createElement('div').innerHTML = '<img src=x onerror="globalThis.ran = true">';
      }),
      srcdoc: attempt(() => {
        document.createElement('iframe').srcdoc = '<script>parent.ran = true</script>';
      }),
      script: attempt(() => {
        inline.text = 'globalThis.ran = true';
        document.body.append(inline);
      }),
      // A moment later: what the test's own tool evaluates may evaluate more.
      made: await new Promise((resolve) =>
        setTimeout(() => resolve(attempt(() => Reflect.construct(Function, ['globalThis.ran = true'])())), 10),
      ),
      policy: attempt(() =>
        (globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }).trustedTypes.createPolicy(
          'evil',
          {},
        ),
      ),
      worker: attempt(() => new Worker('/assets/x.js')),
      ran: ran(),
      elsewhere: await fetch('https://evil.example/').then(
        () => 'done',
        () => 'refused',
      ),
    };
  });
  expect(tried).toEqual({
    html: 'refused',
    srcdoc: 'refused',
    script: 'refused',
    made: 'refused',
    policy: 'refused',
    worker: 'refused',
    ran: false,
    elsewhere: 'refused',
  });
  expect(refused.length).toBeGreaterThan(0);
  refused.length = 0;
  window.errors.length = 0;
});

const hostile = `<!doctype html><script>
  document.title = 'ran';
  try { localStorage.setItem('stolen', '1'); } catch {}
  fetch('/api/me').then((answer) => answer.text()).then((text) => { document.title = text; });
</script><form action="/api/flows" method="post" id="f"><input name="a"></form><img src=x onerror="document.title='ran'">`;

test('a page that a webhook answers cannot run, read or send in the editor’s name', async () => {
  const { path } = await answering(hostile, {
    'Content-Type': 'text/html',
    'Content-Security-Policy': "script-src 'unsafe-inline'",
    'Set-Cookie': 'vf=1',
    'Clear-Site-Data': '"*"',
  });
  const other = await page().context().newPage();
  const answer = await other.goto(product.origin + path);
  expect(answer?.status()).toBe(200);
  expect(answer?.headers()['content-security-policy']).toContain('sandbox');
  for (const name of ['set-cookie', 'clear-site-data']) expect(answer?.headers()[name]).toBeUndefined();
  await other.waitForTimeout(300);
  expect(await other.title()).toBe('');
  await other.close();
  expect(await page().evaluate(() => localStorage.getItem('stolen'))).toBeNull();
  // Still signed in: nothing has cleared or replaced the cookie.
  expect((await page().goto(`${product.origin}/api/me`))?.status()).toBe(200);
}, 60_000);

test('a script that a webhook answers cannot be loaded by the editor’s page', async () => {
  const { path } = await answering('globalThis.ran = true;', { 'Content-Type': 'text/javascript' });
  await page().goto(product.origin);
  // As text: the test's own tool would rewrite an import.
  const loaded = await page().evaluate(`import(${JSON.stringify(path)}).then(() => 'loaded', () => 'refused')`);
  expect(loaded).toBe('refused');
  expect(await page().evaluate(() => (globalThis as { ran?: boolean }).ran)).toBeUndefined();
  window.errors.length = 0;
  refused.length = 0;
}, 60_000);

test('the HTML of a mail is shown in a frame that runs and loads nothing', async () => {
  const html = '<h1 style="color:#b10e1c">Failed</h1><script>top.document.title = "ran"</script><img src="https://evil.example/pixel">';
  const { id } = (
    await product.api('POST', '/api/flows', {
      document: {
        ...chain([
          step('start', 'core.manual', 0),
          // The practice subscription makes it a practice run, which sends nothing.
          { ...step('vaults', 'azure-backup.list-vaults', 150), connection: 'azure' },
          { ...step('mail', 'notify.email', 300, { to: ['ops@example.com'], subject: 'Report', text: 'x', html }), connection: 'mail' },
        ]),
        connections: [
          { name: 'azure', kind: 'azure' },
          { name: 'mail', kind: 'smtp' },
        ],
      },
    })
  ).body as { id: string };
  const { runId } = (await product.api('POST', `/api/flows/${id}/runs`, {})).body as { runId: string };
  await untilEnded(product, runId);
  const { items } = (await product.api('GET', `/api/practice/inbox?run=${runId}`)).body as { items: { id: string }[] };
  expect(items).toHaveLength(1);
  const asked: string[] = [];
  page().on('requestfailed', (request) => asked.push(`${request.url()} ${request.failure()?.errorText}`));
  await page().goto(`${product.origin}/practice`);
  await page().evaluate((at) => {
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', '');
    frame.id = 'mail';
    frame.src = `/api/practice/inbox/${at}/page`;
    document.body.append(frame);
  }, items[0]?.id);
  const shown = page().frameLocator('#mail').getByRole('heading', { name: 'Failed' });
  await shown.waitFor();
  expect(await shown.evaluate((one) => getComputedStyle(one).color)).toBe('rgb(177, 14, 28)');
  expect(await page().title()).not.toBe('ran');
  // The browser says itself that the policy has stopped it: the name was never looked up.
  await expect.poll(() => asked).toContain('https://evil.example/pixel csp');
  expect((await product.api('GET', '/api/practice/inbox/999999/page')).status).toBe(404);
}, 60_000);
