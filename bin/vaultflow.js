#!/usr/bin/env node
// Starts the command line with a Node that is new enough: this one, or the one that npm brought along. Plain JavaScript that an
// old Node can read; it knows nothing of what the commands do.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = 24;
const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, '../server/cli.js');
const cli = existsSync(built) ? built : join(here, '../server/cli.ts');

/** The platform package of npm, if it was installed. */
function bundledNode() {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    const file = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(file) ? file : null;
  } catch {
    return null;
  }
}

if (Number(process.versions.node.split('.')[0]) >= NEEDED) {
  // Halves the next start and saves 25 MB: what was compiled, types erased, is kept. Where nothing can be written, it is not.
  module.enableCompileCache(join(here, '../node_modules/.cache/vaultflow'));
  const { main } = await import(cli);
  await main(process.argv.slice(2));
} else {
  const node = bundledNode();
  if (!node) {
    process.stderr.write(
      `Vaultflow needs Node ${NEEDED} or newer; this is ${process.version}, and npm has brought none for ${process.platform}-${process.arch}.\n` +
        'Install it from https://nodejs.org, or run: npm ci\n',
    );
    process.exit(1);
  }
  // The channel tells the child when this process is gone, however it went.
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else process.exit(code ?? 1);
  });
}
