// Second step of a sign-in: the six digits of an authenticator app (TOTP, RFC 6238), each good once, and recovery codes on paper for
// the day the phone is gone. Only computes; what was used is kept by the store of people.
import { createHash, randomInt } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

const PERIOD_S = 30;
const RECOVERY_CODES = 10;

const totpOf = (secret: string, label: string) =>
  new TOTP({ issuer: 'Vaultflow', label, algorithm: 'SHA1', digits: 6, period: PERIOD_S, secret: Secret.fromBase32(secret) });

/** A new secret, and the address that authenticator apps read. */
export function newTotp(label: string): { readonly secret: string; readonly uri: string } {
  const secret = new Secret({ size: 20 }).base32;
  return { secret, uri: totpOf(secret, label).toString() };
}

/**
 * The time step that a code belongs to, one step early or late at most; null: wrong, or not later than the last one used, so that
 * a code seen over a shoulder is worth nothing.
 */
export function totpStep(secret: string, code: string, at: number, lastStep: number): number | null {
  if (!/^\d{6}$/.test(code)) return null;
  const delta = totpOf(secret, '').validate({ token: code, timestamp: at, window: 1 });
  if (delta === null) return null;
  const step = Math.floor(at / (PERIOD_S * 1_000)) + delta;
  return step > lastStep ? step : null;
}

/** What an app would show now: for tests and for nothing else. */
export const totpNow = (secret: string, at: number): string => totpOf(secret, '').generate({ timestamp: at });

const alphabet = '23456789abcdefghjkmnpqrstuvwxyz';
const group = () => Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('');

/** About 50 random bits each, in two groups: `k7m2p-9xq4w`. */
export const newRecoveryCodes = (): readonly string[] => Array.from({ length: RECOVERY_CODES }, () => `${group()}-${group()}`);

/** Random enough that a plain hash keeps them. */
export const recoveryHash = (code: string): string =>
  createHash('sha256')
    .update(`vaultflow recovery ${code.trim().toLowerCase().replace(/\s+/g, '')}`)
    .digest('base64url');

export const looksLikeRecovery = (code: string): boolean => /^[2-9a-hj-km-z]{5}-[2-9a-hj-km-z]{5}$/.test(code.trim().toLowerCase());
