// Talks to a running server: the one named by VAULTFLOW_URL and VAULTFLOW_TOKEN, else the one of this machine, which has left
// its address and a token in its data folder, readable by its owner only.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../nodes/kit/errors.ts';
import { type Problem, problemSchema } from '../../nodes/kit/wire/problem.ts';
import { DEFAULT_PORT, readSettings } from '../settings.ts';
import type { CommandContext } from './command.ts';

export interface Client {
  readonly url: string;
  /** What a GET answers, as it is. */
  text(path: string): Promise<string>;
  call<T>(method: string, path: string, body?: unknown, headers?: { readonly [name: string]: string }): Promise<T>;
}

interface Note {
  readonly url: string;
  readonly token: string;
}

function localServer(env: CommandContext['env']): Note | null {
  const file = join(readSettings(env).dataFolder, 'server.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Note) : null;
}

const sentence = ({ detail, problems }: Problem): string =>
  [detail, ...(problems ?? []).slice(0, 10).map((p) => `  ${p.path}  ${p.message}`)].join('\n');

export function client({ env }: Pick<CommandContext, 'env'>): Client {
  const local = env.VAULTFLOW_URL === undefined ? localServer(env) : null;
  const url = (env.VAULTFLOW_URL ?? local?.url ?? `http://127.0.0.1:${env.PORT ?? DEFAULT_PORT}`).replace(/\/+$/, '');
  const token = env.VAULTFLOW_TOKEN ?? local?.token;
  return {
    url,
    text: (path) => answered('GET', path),
    async call<T>(method: string, path: string, body?: unknown, headers: { readonly [name: string]: string } = {}): Promise<T> {
      const text = await answered(method, path, body, headers);
      return (text === '' ? null : JSON.parse(text)) as T;
    },
  };

  async function answered(
    method: string,
    path: string,
    body?: unknown,
    headers: { readonly [name: string]: string } = {},
  ): Promise<string> {
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch((error: Error) => {
      throw fail('network', `No Vaultflow server answers at ${url}. ${whereToLook(env, local)}`, { cause: error.message });
    });
    const text = await answer.text();
    if (answer.ok) return text;
    const problem = problemSchema.safeParse(tryJson(text));
    throw fail('conflict', problem.success ? sentence(problem.data) : `${url} answered ${answer.status}.`);
  }
}

/** What may be the reason that it is not found there. */
function whereToLook(env: CommandContext['env'], local: Note | null): string {
  if (env.VAULTFLOW_URL !== undefined) return 'The address is that of VAULTFLOW_URL: is it the right one, and does the server run?';
  const { dataFolder } = readSettings(env);
  if (local) return `It ran last with its data in ${dataFolder}. Start it again with: vaultflow serve`;
  return `In ${dataFolder} no server has left its address. Start one with: vaultflow serve. If it runs with another data folder, set VAULTFLOW_DATA to it; on another machine, set VAULTFLOW_URL and VAULTFLOW_TOKEN.`;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
