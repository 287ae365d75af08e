// The ring: the keys of this installation, each wrapped by a master key that is not in the database. Here they are made, once, and
// read; changing them is in key-changes.ts. An installation from before the ring finds in it what it has used all along.
import { createHmac, randomBytes } from 'node:crypto';
import { fail } from '../../nodes/kit/errors.ts';
import { type Master, type Masters, type Purpose, purposes } from '../security/masters.ts';
import { cannotOpen, keyNumberOf, openWith, type Sealing, type SealingKey, sealWith } from '../security/sealing.ts';
import type { SchemaStep, Sql, StoreDatabase } from './sql.ts';

export const keySteps: readonly SchemaStep[] = [
  {
    both: `
CREATE TABLE key_ring (
  number INTEGER PRIMARY KEY, purpose TEXT NOT NULL, master TEXT NOT NULL, wrapped BLOB NOT NULL, created_at INTEGER NOT NULL
) STRICT;
-- Which masters each process has: nothing is wrapped by one that another process cannot open.
CREATE TABLE key_holders (owner TEXT PRIMARY KEY, masters TEXT NOT NULL, seen_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX run_secrets_by_key ON run_secrets (substr(value, 1, 5));
`,
  },
];

export interface RingRow {
  readonly number: number;
  readonly purpose: Purpose;
  readonly master: string;
  readonly wrapped: Uint8Array;
  readonly created_at: number;
}

export const nameOfKey = (number: number, purpose: Purpose): string => `key ${number} of the ring (${purpose})`;

const rowsOf = (sql: Sql) => sql.all<RingRow>('SELECT number, purpose, master, wrapped, created_at FROM key_ring ORDER BY number');

export interface KeyRing {
  readonly sealing: Sealing;
  readonly auditKey: Uint8Array;
  /** Proves that this installation has written `text`: what comes back without it was made up elsewhere. */
  prove(text: string): string;
  /** The key behind a row, unwrapped. */
  keyOf(row: RingRow): Promise<Uint8Array>;
}

export async function openKeyRing(database: StoreDatabase, masters: Masters, now: () => number): Promise<KeyRing> {
  let rows = await rowsOf(database.read);
  if (rows.length === 0) {
    const made = await firstRows(database.read, masters.all, now());
    rows = await database.transaction(async (tx) => {
      // Of several processes that start on an empty database one is first.
      const there = await rowsOf(tx);
      if (there.length > 0) return there;
      for (const { number, purpose, master, wrapped, created_at } of made)
        await tx.change('INSERT INTO key_ring VALUES (?, ?, ?, ?, ?)', number, purpose, master, wrapped, created_at);
      return made;
    });
  }

  const keyOf = async ({ number, purpose, master, wrapped }: RingRow): Promise<Uint8Array> => {
    const opener = masters.all.find(({ id }) => id === master);
    if (!opener) throw wrongKey();
    return opener.unwrap(nameOfKey(number, purpose), wrapped);
  };
  const only = async (purpose: Purpose): Promise<Uint8Array> => {
    const row = rows.find((one) => one.purpose === purpose);
    if (!row) throw fail('conflict', `The ring of keys is damaged: it has none for ${purpose}. Restore a backup.`);
    return keyOf(row);
  };

  const known = new Map<number, SealingKey>();
  const learn = async (row: RingRow): Promise<SealingKey> => {
    const key = known.get(row.number) ?? { number: row.number, bytes: await keyOf(row) };
    known.set(row.number, key);
    return key;
  };
  // All of them now: a master that is missing shows at the start and not in the middle of a night.
  for (const row of rows) if (row.purpose === 'secrets') await learn(row);
  const [auditKey, proving] = [await only('audit'), await only('proofs')];

  return {
    auditKey,
    prove: (text) => createHmac('sha256', proving).update(text).digest('base64url'),
    keyOf,
    sealing: {
      async seal(tx, place, plain) {
        const row = await newest(tx);
        return sealWith(known.get(row.number) ?? (await learn(row)), place, plain);
      },
      async open(sql, place, sealed) {
        const number = keyNumberOf(sealed);
        const key = number === null ? undefined : (known.get(number) ?? (await learnNumber(sql, number)));
        if (!key) throw cannotOpen();
        return openWith(key, place, sealed);
      },
    },
  };

  /** One that another process has made since. */
  async function learnNumber(sql: Sql, number: number): Promise<SealingKey | undefined> {
    const row = (await rowsOf(sql)).find((one) => one.number === number && one.purpose === 'secrets');
    return row && learn(row);
  }
}

/** The one that new secrets are sealed with. */
export async function newest(sql: Sql): Promise<RingRow> {
  const row = await sql.one<RingRow>(
    "SELECT number, purpose, master, wrapped, created_at FROM key_ring WHERE purpose = 'secrets' ORDER BY number DESC LIMIT 1",
  );
  if (!row) throw fail('conflict', 'The ring of keys is damaged: it has none for secrets. Restore a backup.');
  return row;
}

/** New ones; where there is an installation already, those that it has derived from its one key. */
async function firstRows(sql: Sql, masters: readonly Master[], at: number): Promise<RingRow[]> {
  const checks = await sql.all<{ key_check: string }>('SELECT DISTINCT key_check FROM projects');
  const old = masters.find(({ before }) => checks.every(({ key_check }) => key_check === before?.check));
  const master = checks.length === 0 ? masters[0] : old;
  if (!master) throw wrongKey();
  return Promise.all(
    purposes.map(async (purpose, index) => {
      const key = (checks.length > 0 && old?.before?.derived(purpose)) || randomBytes(32);
      const number = index + 1;
      return { number, purpose, master: master.id, wrapped: await master.wrap(nameOfKey(number, purpose), key), created_at: at };
    }),
  );
}

const wrongKey = () =>
  fail(
    'conflict',
    'The key for stored secrets is not the one this installation was made with. Put the right key back; of many machines each needs the same.',
  );
