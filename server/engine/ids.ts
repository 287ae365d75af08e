// Ids that follow from other ids: asking twice names the same thing once. The key of a step goes out with every write it
// makes (client request id); the id of a child run follows from the step that starts it.
import { hash, randomBytes } from 'node:crypto';

/** Vaultflow's own namespace for name-based ids. */
const namespace = Buffer.from('6f1b7f0e3a5d4c0f9e52c1a8d2b40977', 'hex').toString('latin1');

/** Random bytes are drawn for many ids at once, and used once: each draw costs a call into the system. */
let pool: Buffer = Buffer.alloc(0);

/** A name-based uuid (version 5). */
function uuidV5(name: string): string {
  const digest = Buffer.from(hash('sha1', Buffer.concat([Buffer.from(namespace, 'latin1'), Buffer.from(name)]), 'hex'), 'hex').subarray(
    0,
    16,
  );
  return formatted(digest, 0x50);
}

/** A new id whose order follows time (version 7): runs that start together stand together in the database. */
export function newId(now: number = Date.now()): string {
  if (pool.length < 16) pool = randomBytes(16 * 256);
  const bytes = pool.subarray(0, 16);
  pool = pool.subarray(16);
  bytes.writeUIntBE(now, 0, 6);
  return formatted(bytes, 0x70);
}

function formatted(bytes: Buffer, version: number): string {
  bytes[6] = ((bytes[6] as number) & 0x0f) | version;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The key of a step: the same at every attempt, another one in every run. */
export const stepId = (runId: string, stepKey: string): string => uuidV5(`step ${runId} ${stepKey}`);

/** The run that a step starts: one, however often it asks. */
export const childRunId = (runId: string, stepKey: string): string => uuidV5(`run ${runId} ${stepKey}`);

/** The event that the end of a child run delivers. */
export const runEndEvent = (runId: string): string => `run:${runId}`;
