// `vaultflow serve`: builds the editor first where a clone has none yet or an older one, starts the server, prints one line with one link, and
// stops in order when asked to.
import { flushCompileCache } from 'node:module';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { readSettings } from '../settings.ts';
import { root } from '../version.ts';
import { buildEditor } from './build-editor.ts';
import type { Command } from './command.ts';

/** What can be said on the command line says the same as the environment, and wins. */
function withOptions(args: readonly string[], env: { readonly [name: string]: string | undefined }) {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args: [...args], options: { host: text, 'tls-cert': text, 'tls-key': text, 'behind-proxy': text } });
  const { host, 'tls-cert': cert, 'tls-key': key, 'behind-proxy': proxy } = values;
  return {
    ...env,
    ...(host === undefined ? {} : { HOST: host }),
    ...(cert === undefined ? {} : { VAULTFLOW_TLS_CERT: cert }),
    ...(key === undefined ? {} : { VAULTFLOW_TLS_KEY: key }),
    ...(proxy === undefined ? {} : { VAULTFLOW_BEHIND_PROXY: '1', VAULTFLOW_PUBLIC_URL: proxy }),
  };
}

export const serve: Command = async (args, context) => {
  const settings = readSettings(withOptions(args, context.env));
  await buildEditor(root, context.err);
  // What is loaded stays: room for it to be thrown away soon would only be held for ever. Saves 40 MB.
  setFlagsFromString('--semi-space-growth-factor=1');
  const { startServer } = await import('../main.ts');
  const server = await startServer(settings);
  setFlagsFromString('--semi-space-growth-factor=2');
  context.out(`Vaultflow is running: ${server.link}\n`);
  // Now and not at the end only, which a killed process never reaches.
  setTimeout(flushCompileCache, 2_000).unref();
  await askedToStop();
  const again = () => process.exit(1);
  process.once('SIGINT', again);
  process.once('SIGTERM', again);
  await server.stop();
  process.removeListener('SIGINT', again);
  process.removeListener('SIGTERM', again);
  if (process.channel) process.disconnect();
  return 0;
};

/** A signal, or the end of the process that started this one. */
const askedToStop = () =>
  new Promise<void>((resolve) => {
    const stop = () => {
      process.removeListener('SIGINT', stop);
      process.removeListener('SIGTERM', stop);
      process.removeListener('disconnect', stop);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    if (process.channel) process.on('disconnect', stop);
  });
