// Reads what a MARS script wrote: JSON between markers, packed when it was large. Anything else is not an answer, and says so.
import { type FailureError, fail } from '../../kit/errors.ts';
import type { JsonObject } from '../../kit/json.ts';
import { adviceFor } from '../advice.ts';

export interface MarsAnswer {
  readonly data: JsonObject;
  readonly agentVersion: string | null;
  readonly computer: string | null;
}

interface Envelope {
  readonly ok: boolean;
  readonly agent?: string | null;
  readonly computer?: string | null;
  readonly data?: JsonObject;
  readonly error?: { readonly id?: string; readonly category?: string; readonly message?: string };
}

/** `complaint` is what the script wrote to its error stream: the only hint when there is no answer. */
export async function readAnswer(output: string, complaint: string, machine: string): Promise<MarsAnswer> {
  const envelope = await envelopeIn(output);
  if (envelope === 'cut')
    throw fail('output_too_large', `The answer of ${machine} is larger than Run Command hands over.`, {
      advice: ['Ask for fewer rows, or name a blob container for large results.'],
    });
  if (envelope === null)
    throw fail('mars_failed', `The script on ${machine} ended without an answer.`, {
      ...(complaint.trim() === '' ? {} : { cause: complaint.trim().slice(-1_000) }),
      advice: ['Look whether scripts are allowed to run there, and whether PowerShell 5.1 or newer is installed.'],
    });
  if (!envelope.ok) throw agentFailure(envelope.error ?? {}, machine);
  return { data: envelope.data ?? {}, agentVersion: envelope.agent ?? null, computer: envelope.computer ?? null };
}

function agentFailure({ id = 'Unknown', category, message = '' }: NonNullable<Envelope['error']>, machine: string): FailureError {
  // The module's own errors carry the cmdlet behind a comma; scripts of ours name a short code.
  const code = id.split(',')[0] ?? id;
  const advice = adviceFor(code, message);
  return fail('mars_failed', `${machine}: ${message === '' ? code : message}`, {
    azure: { code, ...(category ? { target: category } : {}) },
    cause: id,
    ...(advice ? { advice: [advice] } : {}),
  });
}

async function envelopeIn(output: string): Promise<Envelope | 'cut' | null> {
  // Some ways break long lines: neither form of the answer has a line break of its own.
  const text = output.replaceAll(/[\r\n]+/g, '');
  const packed = /@@VFZ@@([A-Za-z0-9+/=]*)@@\/VFZ@@/.exec(text)?.[1];
  const plain = packed === undefined ? /@@VF@@(.*?)@@\/VF@@/.exec(text)?.[1] : await unpacked(packed);
  if (plain === undefined) return /@@\/VFZ?@@/.test(text) ? 'cut' : null;
  try {
    const parsed = JSON.parse(plain) as Envelope;
    return typeof parsed === 'object' && parsed !== null && typeof parsed.ok === 'boolean' ? parsed : null;
  } catch {
    return null;
  }
}

async function unpacked(base64: string): Promise<string | undefined> {
  try {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
    return await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
  } catch {
    return undefined;
  }
}
