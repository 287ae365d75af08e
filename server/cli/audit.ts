// `vaultflow audit verify | export`: is the audit whole, and all of it as a file. Exit code 1 when somebody has changed it.
import { parseArgs } from 'node:util';
import { fail } from '../../nodes/kit/errors.ts';
import { client } from './client.ts';
import type { Command } from './command.ts';

interface Verdict {
  readonly ok: boolean;
  readonly lines: number;
  readonly unsealed: number;
  readonly problems: readonly string[];
}

export const audit: Command = async (args, context) => {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, format: { type: 'string', default: 'jsonl' } },
  });
  const server = client(context);
  if (positionals[0] === 'verify') {
    const verdict = await server.call<Verdict>('GET', '/api/audit/verify');
    if (values.json) context.out(`${JSON.stringify(verdict)}\n`);
    else {
      const { ok, lines, unsealed, problems } = verdict;
      context.out(
        ok
          ? `${lines} lines: none was changed, deleted, moved or cut off.${unsealed > 0 ? ` ${unsealed} older ones are from before lines were sealed.` : ''}\n`
          : `The audit is not the one that was written:\n${problems.map((problem) => `  ${problem}\n`).join('')}`,
      );
    }
    return verdict.ok ? 0 : 1;
  }
  if (positionals[0] === 'export') {
    if (values.format !== 'jsonl' && values.format !== 'cef') throw fail('invalid_request', '--format must be jsonl or cef.');
    context.out(await server.text(`/api/audit/export?format=${values.format}&scope=installation`));
    return 0;
  }
  throw fail('invalid_request', 'Say what to do: vaultflow audit verify, or vaultflow audit export.');
};
