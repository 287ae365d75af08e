import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestServer, type TestServer } from './test/running.ts';

const folder = mkdtempSync(join(tmpdir(), 'vaultflow-editor-'));
let server: TestServer;
beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><meta property="csp-nonce" nonce="NONCE-OF-THIS-PAGE"><title>Vaultflow</title>',
  );
  writeFileSync(join(folder, 'assets/main-abc123.js'), 'export {};');
  server = await startTestServer({}, { editorFolder: folder });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string) => server.raw('GET', path);

describe('the editor’s files', () => {
  test.each(['/', '/flows/flow_1', '/runs/1?x=y'])('%s is the one page, never kept', async (path) => {
    const { status, text, headers } = await get(path);
    expect(status).toBe(200);
    expect(text).toContain('<title>Vaultflow</title>');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('the page may load nothing from elsewhere and be framed by nobody', async () => {
    const policy = (await get('/')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script';trusted-types vaultflow");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  test('every page has a nonce of its own, the one that its policy names', async () => {
    const nonces = await Promise.all(
      ['/', '/'].map(async (path) => {
        const { text, headers } = await get(path);
        const nonce = /nonce="([\w-]{22})"/.exec(text)?.[1];
        expect(headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
        return nonce;
      }),
    );
    expect(new Set(nonces).size).toBe(2);
  });

  test('hashed assets are kept for a year; one that is gone is a 404, not the page', async () => {
    const asset = await get('/assets/main-abc123.js');
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.text).toBe('export {};');
    expect((await get('/assets/main-old.js')).status).toBe(404);
    expect((await server.raw('GET', '/assets/main-old.js', { headers: { 'accept-encoding': 'gzip' } })).status).toBe(404);
  });

  test('text travels compressed to who can read it', async () => {
    const { headers } = await server.raw('GET', '/assets/main-abc123.js', { headers: { 'accept-encoding': 'br, gzip' } });
    expect(headers.get('content-encoding')).toBe('gzip');
    expect(headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(await (await fetch(`${server.running.origin}/assets/main-abc123.js`)).text()).toBe('export {};');
  });

  test.each(['/..%2f..%2fetc%2fpasswd', '/assets/..%2f..%2f..%2fetc%2fpasswd', '/assets/%2e%2e/%2e%2e/etc/passwd', '/.env'])(
    'nothing outside is served: %s',
    async (path) => {
      const { text } = await get(path);
      expect(text).not.toContain('root:');
    },
  );

  test('without a built editor it says how to build one', async () => {
    const bare = await startTestServer({}, { editorFolder: join(folder, 'nowhere') });
    const { status, text } = await bare.raw('GET', '/');
    expect([status, text]).toEqual([503, expect.stringContaining('npm run build')]);
    await bare.stop();
  });
});
