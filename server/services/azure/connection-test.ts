// Tries an Azure connection the way an operator would: who am I, which subscriptions and vaults do I see? It only reads.
import type { AzureVault } from '../../../nodes/kit/capabilities-azure.ts';
import type { ConnectionTest, NodeNeeds } from '../contract.ts';
import type { PersonalCredential } from './credentials.ts';
import { reads, subscriptionsOf } from './reads.ts';
import { type Rights, rightsOf } from './rights.ts';
import type { AzureSession } from './session.ts';

export async function testAzure(session: AzureSession, needs: readonly NodeNeeds[], signal: AbortSignal): Promise<ConnectionTest> {
  if (session.settings.credential !== 'deviceCode') return look(session, needs, signal);
  const credential = (await session.credential()) as PersonalCredential;
  const silent = await credential.getToken(session.scope).catch(() => null);
  if (silent) return look(session, needs, signal);
  // The sign-in goes on behind this answer while the person types the code; until then every test tells of the same code.
  const waiting = signIns.get(session);
  const stale = waiting ? null : session.prompt();
  const signingIn = waiting ?? credential.signIn(session.scope, AbortSignal.timeout(codeLifeMs));
  signIns.set(session, signingIn);
  const over = () => signIns.delete(session);
  signingIn.then(over, over);
  const ended = signingIn.then(() => look(session, needs, signal)).catch((error: unknown) => complaint(session, error));
  return Promise.race([ended, prompted(session, stale, signal)]);
}

const codeLifeMs = 15 * 60_000;
/** Sign-ins that wait for a person. */
const signIns = new WeakMap<AzureSession, Promise<void>>();

/** `stale`: what an earlier sign-in asked for. */
function prompted(session: AzureSession, stale: string | null, signal: AbortSignal): Promise<ConnectionTest> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const prompt = session.prompt();
      if ((prompt === null || prompt === stale) && !signal.aborted) return;
      clearInterval(timer);
      resolve({ ok: false, says: prompt ?? 'No code came.', details: [{ label: 'Then', value: 'Test the connection again.' }] });
    }, 100);
    timer.unref();
  });
}

async function look(session: AzureSession, needs: readonly NodeNeeds[], signal: AbortSignal): Promise<ConnectionTest> {
  try {
    const subscriptions = await subscriptionsOf(session, signal);
    const who = await identityOf(session);
    const vaults: AzureVault[] = [];
    for await (const vault of reads(session, signal).vaults()) vaults.push(vault);
    const ids = { subscriptions: subscriptions.map(({ id }) => id), vaults: vaults.map(({ id }) => id) };
    // Whoever may not ask about rights can still work with those it has.
    const rights = await rightsOf(session, { ...ids, needs, signal }).catch(() => null);
    const details = [
      ...(who === null ? [] : [{ label: 'Signed in as', value: who }]),
      { label: 'Subscriptions', value: subscriptions.map(({ name }) => name).join(', ') || 'none' },
      {
        label: 'Vaults',
        value:
          vaults
            .slice(0, 20)
            .map(({ name }) => name)
            .join(', ') || 'none',
      },
      ...(rights === null ? [] : rightsDetails(rights)),
    ];
    if (subscriptions.length === 0)
      return { ok: false, says: 'Signed in, but this identity sees no subscription. Give it a role on one.', details };
    const plural = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`;
    return { ok: true, says: `Works: ${plural(subscriptions.length, 'subscription')}, ${plural(vaults.length, 'vault')}.`, details };
  } catch (error) {
    return complaint(session, error);
  }
}

const mostTitles = 12;

/** What runs, and what does not for want of which role. */
function rightsDetails({ runs, of, missing }: Rights): ConnectionTest['details'] {
  return [
    { label: 'Steps it may run', value: runs === of ? `all ${of} kinds that need rights` : `${runs} of ${of} kinds that need rights` },
    ...missing.map(({ role, titles, actions }) => ({
      label: role === null ? 'No single role allows' : `Without the role ${role}`,
      value: `not: ${titles.slice(0, mostTitles).join(', ')}${titles.length > mostTitles ? ` and ${titles.length - mostTitles} more` : ''}${role === null ? ` (${actions.slice(0, 3).join(', ')})` : ''}`,
    })),
  ];
}

function complaint(session: AzureSession, error: unknown): ConnectionTest {
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
