// `vaultflow rotate-key`: a new key for stored secrets while everything runs. With --status it only says how it stands.
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { fail } from '../../nodes/kit/errors.ts';
import type { KeysView } from '../../nodes/kit/wire/keys.ts';
import { client } from './client.ts';
import type { Command } from './command.ts';

const LOOK_MS = 500;

export const rotateKey: Command = async (args, context) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { status: { type: 'boolean' }, json: { type: 'boolean' } },
  });
  if (positionals.length > 0) throw fail('invalid_request', 'vaultflow rotate-key takes no names, only --status and --json.');
  const server = client(context);
  const look = () => server.call<KeysView>('GET', '/api/keys');
  let keys = values.status ? await look() : await server.call<KeysView>('POST', '/api/keys/rotate');
  while (!values.status && keys.keys.length > 1 && keys.left !== keys.broken) {
    await pause(LOOK_MS);
    keys = await look();
  }
  context.out(values.json ? `${JSON.stringify(keys)}\n` : said(keys));
  return keys.broken > 0 ? 1 : 0;
};

function said({ keys, masters, left, broken }: KeysView): string {
  const active = keys.find((key) => key.active);
  return [
    `New secrets are sealed with key ${active?.number} of ${active?.createdAt}.`,
    left === 0 ? 'Nothing is sealed with an older one.' : `${left} secrets are sealed with an older one.`,
    ...(broken > 0 ? [`${broken} of them cannot be opened: enter those again.`] : []),
    'Master keys:',
    ...masters.map(
      ({ says, id, first, needed }) =>
        `  ${needed ? 'needed' : first ? 'ready ' : 'free  '}  ${says} (${id})${needed || first ? '' : ': only backups from before may need it'}`,
    ),
    '',
  ].join('\n');
}
