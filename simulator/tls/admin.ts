// Routes of the simulator itself, for tests on the same machine: the log of requests, faults, the clock. The server listens
// on loopback only; no token is asked for.
import { z } from 'zod';
import { faultRules } from '../../nodes/kit/fault-rule.ts';
import type { FaultRule, Simulator } from '../simulator.ts';

const clock = z.strictObject({
  advanceSeconds: z
    .number()
    .min(0)
    .max(10 * 365 * 86_400),
});

/** Fault rules as a file or a request body gives them; optional members absent rather than undefined. */
export function readFaults(value: unknown): FaultRule[] {
  return JSON.parse(JSON.stringify(faultRules.parse(value)));
}

const problem = (error: z.ZodError) =>
  Response.json({ error: { code: 'InvalidRequestContent', message: z.prettifyError(error) } }, { status: 400 });

async function posted(simulator: Simulator, name: string, body: unknown): Promise<Response> {
  if (name === 'faults') {
    const parsed = faultRules.safeParse(body);
    if (!parsed.success) return problem(parsed.error);
    simulator.setFaults(readFaults(parsed.data));
    return Response.json({ rules: parsed.data.length });
  }
  const parsed = clock.safeParse(body);
  if (!parsed.success) return problem(parsed.error);
  simulator.advance(parsed.data.advanceSeconds);
  return Response.json({ advancedSeconds: parsed.data.advanceSeconds });
}

/** Answers `/_simulator/…`; null for everything else. */
export async function admin(simulator: Simulator, request: Request): Promise<Response | null> {
  const url = new URL(request.url);
  const name = /^\/_simulator\/(requests|faults|clock)$/.exec(url.pathname)?.[1];
  if (!url.pathname.startsWith('/_simulator/')) return null;
  if (name === 'requests' && request.method === 'GET') {
    const method = url.searchParams.get('method');
    const path = url.searchParams.get('path');
    return Response.json({ value: simulator.requests({ ...(method ? { method } : {}), ...(path ? { path } : {}) }) });
  }
  if (name && name !== 'requests' && request.method === 'POST') return posted(simulator, name, await request.json().catch(() => undefined));
  return Response.json({ error: { code: 'NotFound', message: `No such route: ${request.method} ${url.pathname}` } }, { status: 404 });
}
