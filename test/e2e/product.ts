// Starts the product the way a newcomer does, with an empty data folder, and opens it in a real Chromium. Each test file gets
// its own server on its own port; `kill` is the real kill -9.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from '../chromium.ts';

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

export interface Product {
  readonly origin: string;
  readonly link: string;
  readonly token: string;
  readonly data: string;
  /** Of the server process that lives now. */
  readonly pid: number;
  /** A call with the bearer token for scripts. */
  api(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: never; headers: Headers }>;
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same data and port. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const TOKEN = 'a-bearer-token-for-scripts-in-tests';

export async function startProduct(env: Record<string, string> = {}): Promise<Product> {
  const data = mkdtempSync(join(tmpdir(), 'vaultflow-e2e-'));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  let child: ChildProcess;
  let link = '';

  const start = async () => {
    child = spawn(process.execPath, ['bin/vaultflow.js', 'serve'], {
      env: { ...process.env, VAULTFLOW_DATA: data, VAULTFLOW_TOKEN: TOKEN, PORT: String(port), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    link = await new Promise<string>((resolve, reject) => {
      child.stdout?.on('data', (chunk) => {
        said += chunk;
        const found = /(http:\/\/\S+)/.exec(said);
        if (found) resolve(found[1] as string);
      });
      child.stderr?.on('data', (chunk) => {
        said += chunk;
      });
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
    });
  };
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  await start();
  return {
    origin,
    data,
    token: TOKEN,
    get pid() {
      return child.pid ?? 0;
    },
    get link() {
      return link;
    },
    async api(method, path, body, headers = {}) {
      const answer = await fetch(origin + path, {
        method,
        headers: { authorization: `Bearer ${TOKEN}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, body: (text === '' ? null : JSON.parse(text)) as never };
    },
    kill,
    restart: start,
    async stop() {
      await kill('SIGTERM');
      rmSync(data, { recursive: true, force: true });
    },
  };
}

export interface Window {
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  /** Console errors and failed requests since the start: a healthy page has none. */
  readonly errors: string[];
  close(): Promise<void>;
}

export async function openWindow(link: string, size = { width: 1440, height: 900 }): Promise<Window> {
  const browser = await launchChromium();
  const context = await browser.newContext({ viewport: size, permissions: ['clipboard-read', 'clipboard-write'], acceptDownloads: true });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) errors.push(message.text());
  });
  page.on('response', (answer) => {
    if (answer.status() >= 400) errors.push(`${answer.status()} ${answer.request().method()} ${answer.url()}`);
  });
  page.setDefaultTimeout(20_000);
  await page.goto(link);
  return { browser, context, page, errors, close: () => browser.close() };
}
