// Signing in on another device: a code, a page where a person types it, and the wait until then. Codes live in memory for fifteen
// minutes; who signs in is always the one person of the practice tenant.
import { randomBytes, randomInt } from 'node:crypto';
import type { Answer } from '../wire/answer.ts';

const lifeSeconds = 900;
/** Entra ID says five seconds; here nobody is far away. */
const intervalSeconds = 1;
const letters = 'BCDFGHJKLMNPQRSTVWXZ';

interface Code {
  readonly userCode: string;
  readonly until: number;
  approved: boolean;
}

export interface DeviceCodes {
  begin(origin: string, now: number): Answer;
  /** How far the person is with this device code. */
  state(deviceCode: string, now: number): 'approved' | 'pending' | 'expired' | 'unknown';
  page(method: string, form: URLSearchParams, now: number): Answer;
}

const page = (status: number, text: string, form: string): Answer => ({
  status,
  headers: { 'content-security-policy': "default-src 'none'; form-action 'self'" },
  raw: {
    type: 'text/html; charset=utf-8',
    content: `<!doctype html><html lang="en"><title>Sign in</title><h1>Sign in to the practice tenant</h1><p>${text}</p>${form}</html>`,
  },
});

const form = '<form method="post"><label>Code <input name="code" autocomplete="off" required></label> <button>Sign in</button></form>';

export function createDeviceCodes(): DeviceCodes {
  const codes = new Map<string, Code>();
  return {
    begin(origin, now) {
      for (const [key, code] of codes) if (code.until <= now) codes.delete(key);
      const deviceCode = randomBytes(32).toString('base64url');
      const userCode = Array.from({ length: 9 }, () => letters[randomInt(letters.length)]).join('');
      codes.set(deviceCode, { userCode, until: now + lifeSeconds * 1000, approved: false });
      const at = `${origin}/devicelogin`;
      return {
        status: 200,
        body: {
          user_code: userCode,
          device_code: deviceCode,
          verification_uri: at,
          expires_in: lifeSeconds,
          interval: intervalSeconds,
          message: `To sign in, use a web browser to open the page ${at} and enter the code ${userCode} to authenticate.`,
        },
      };
    },
    state(deviceCode, now) {
      const code = codes.get(deviceCode);
      if (!code) return 'unknown';
      if (code.until <= now) return 'expired';
      return code.approved ? 'approved' : 'pending';
    },
    page(method, posted, now) {
      if (method !== 'POST') return page(200, 'Type the code that the other program shows.', form);
      const typed = (posted.get('code') ?? '').trim().toUpperCase();
      const code = [...codes.values()].find(({ userCode, until }) => userCode === typed && until > now);
      if (!code) return page(400, 'That code did not work. Check it and try again.', form);
      code.approved = true;
      return page(200, 'You are signed in as operator@contoso.example. You may close this window.', '');
    },
  };
}
