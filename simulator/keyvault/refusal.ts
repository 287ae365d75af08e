// How the data plane of Key Vault says no, and what its parts have in common.
import type { Answer } from '../wire/answer.ts';

export const refuse = (status: number, code: string, message: string, headers: Record<string, string> = {}): Answer => ({
  status,
  body: { error: { code, message } },
  headers,
});

export const vaultOf = (host: string) => (host.split('.')[0] ?? '').toLowerCase();
export const seconds = (at: number) => Math.floor(at / 1000);
