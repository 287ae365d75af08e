// `vaultflow link`: a fresh single-use link. Who can read the data folder, or has the owner's token, may sign in.
import { client } from './client.ts';
import type { Command } from './command.ts';

export const link: Command = async (_args, context) => {
  const { url } = await client(context).call<{ url: string }>('POST', '/api/session/link');
  context.out(`${url}\n`);
  return 0;
};
