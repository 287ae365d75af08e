// Tries an Azure connection the way an operator would: who am I, which subscriptions and vaults do I see? It only reads.
import type { ConnectionTest } from '../contract.ts';
import { reads, subscriptionsOf } from './reads.ts';
import type { AzureSession } from './session.ts';

export async function testAzure(session: AzureSession, signal: AbortSignal): Promise<ConnectionTest> {
  const looked = look(session, signal);
  if (session.settings.credential !== 'deviceCode') return looked;
  const waited = new Promise<ConnectionTest>((resolve) => {
    const timer = setInterval(() => {
      const prompt = session.prompt();
      if (prompt === null) return;
      clearInterval(timer);
      resolve({ ok: false, says: prompt, details: [{ label: 'Then', value: 'Test the connection again.' }] });
    }, 200);
    signal.addEventListener('abort', () => clearInterval(timer), { once: true });
    void looked.finally(() => clearInterval(timer));
  });
  return Promise.race([looked, waited]);
}

async function look(session: AzureSession, signal: AbortSignal): Promise<ConnectionTest> {
  try {
    const subscriptions = await subscriptionsOf(session, signal);
    const who = await identityOf(session);
    const vaults: string[] = [];
    for await (const vault of reads(session, signal).vaults()) vaults.push(vault.name);
    const details = [
      ...(who === null ? [] : [{ label: 'Signed in as', value: who }]),
      { label: 'Subscriptions', value: subscriptions.map(({ name }) => name).join(', ') || 'none' },
      { label: 'Vaults', value: vaults.slice(0, 20).join(', ') || 'none' },
    ];
    if (subscriptions.length === 0)
      return { ok: false, says: 'Signed in, but this identity sees no subscription. Give it a role on one.', details };
    const plural = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`;
    return { ok: true, says: `Works: ${plural(subscriptions.length, 'subscription')}, ${plural(vaults.length, 'vault')}.`, details };
  } catch (error) {
    const { failure } = session.failure(error, false);
    return {
      ok: false,
      says: failure.message,
      details: [
        ...(failure.cause ? [{ label: 'Azure says', value: failure.cause }] : []),
        ...(failure.advice ?? []).map((value) => ({ label: 'Try', value })),
        ...(failure.requestId ? [{ label: 'Request ID', value: failure.requestId }] : []),
      ],
    };
  }
}

/** Name or application id from the token's claims; the token itself is not kept. */
async function identityOf(session: AzureSession): Promise<string | null> {
  const credential = await session.credential();
  const token = await credential.getToken(session.scope).catch(() => null);
  const payload = token?.token.split('.')[1];
  if (!payload) return null;
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as {
      readonly upn?: string;
      readonly appid?: string;
      readonly oid?: string;
    };
    return claims.upn ?? (claims.appid ? `application ${claims.appid}` : (claims.oid ?? null));
  } catch {
    return null;
  }
}
