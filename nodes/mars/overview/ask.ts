// Asks the machines themselves: one run command each, all at the same time, one look at each per wake-up. A machine that does not take
// the command, or says nothing in time, is a row with that reason and stops nobody else.
import type { AzureBackup } from '../../kit/capabilities-azure.ts';
import { failureOf } from '../../kit/errors.ts';
import { uuidFrom } from '../../kit/expression/functions/digest.ts';
import { getStatus } from '../scripts/jobs.ts';
import { readAnswer } from '../transport/answer.ts';
import type { Place } from '../transport/contract.ts';
import { requestOf } from '../transport/run.ts';
import { lookAtCommand, placeOf, startCommand } from '../transport/run-command.ts';
import type { Agent } from './agents.ts';
import type { Deep } from './judge.ts';

type Azure = Pick<AzureBackup, 'arm' | 'data'>;

export interface Asked {
  readonly containerId: string;
  readonly name: string;
  /** Null: answered already. */
  readonly place: (Place & { readonly way: 'runCommand' }) | null;
  readonly deep: Deep | null;
}

const silent = (error: unknown): Deep => ({ policyState: null, nextBackup: null, running: false, error: failureOf(error).message });

/** So many machines at a time: Azure counts requests, and one slow machine must not keep the others waiting. */
const atOnce = 8;

export async function askAll(azure: Azure, agents: readonly Agent[], key: string, limitSeconds: number): Promise<Asked[]> {
  const reachable = agents.filter(({ machine }) => machine?.reachable);
  const asked: Asked[] = [];
  for (let from = 0; from < reachable.length; from += atOnce)
    asked.push(...(await Promise.all(reachable.slice(from, from + atOnce).map((agent) => ask(azure, agent, key, limitSeconds)))));
  return asked;
}

async function ask(azure: Azure, { machine, containerId, server }: Agent, key: string, limitSeconds: number): Promise<Asked> {
  const where = { where: machine?.kind ?? 'arc', machine: machine?.id ?? '' };
  // Every machine's command has a name of its own, the same at every attempt.
  const own = uuidFrom(`${key}/${containerId.toLowerCase()}`);
  const call = { operation: getStatus, request: requestOf({}), secrets: {}, variables: {}, key: own, limitSeconds };
  try {
    await startCommand(azure, where, call);
    return { containerId, name: server, place: placeOf(where, own) as Asked['place'], deep: null };
  } catch (error) {
    return { containerId, name: server, place: null, deep: silent(error) };
  }
}

export const lookAtAll = (azure: Azure, asked: readonly Asked[]): Promise<Asked[]> =>
  Promise.all(asked.map((one) => (one.place ? lookAt(azure, one, one.place) : one)));

async function lookAt(azure: Azure, one: Asked, place: NonNullable<Asked['place']>): Promise<Asked> {
  try {
    const seen = await lookAtCommand(azure, place);
    if (seen !== null && !seen.over) return one;
    const { data } = await readAnswer(seen?.output ?? '', seen?.complaint ?? '', one.name);
    const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
    return {
      ...one,
      place: null,
      deep: { policyState: text(data.policyState), nextBackup: text(data.nextBackup), running: data.running !== null, error: null },
    };
  } catch (error) {
    return { ...one, place: null, deep: silent(error) };
  }
}

export const givenUp = (one: Asked): Asked =>
  one.place ? { ...one, place: null, deep: { policyState: null, nextBackup: null, running: false, error: 'it took too long' } } : one;
