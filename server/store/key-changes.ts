// Changing the keys while everything runs: a new key from now on, all that was sealed with older ones sealed anew in slices, and the old
// ones taken out once nothing needs them. Broken off at any point it goes on where it was: what is left to do stands in the rows.
import { randomBytes } from 'node:crypto';
import type { ProjectActor } from '../security/actor.ts';
import type { Masters } from '../security/masters.ts';
import { headOf } from '../security/sealing.ts';
import { audit } from './audit.ts';
import { type KeyRing, nameOfKey, newest, type RingRow } from './key-ring.ts';
import { refuse } from './refusal.ts';
import { sealedColumns } from './sealed-places.ts';
import type { Sql, StoreDatabase } from './sql.ts';

/** A process that was not heard of for so long is gone. */
const HOLDER_MS = 3 * 60_000;

export interface KeyState {
  readonly keys: readonly { readonly number: number; readonly createdAt: number; readonly active: boolean }[];
  readonly masters: readonly {
    readonly id: string;
    readonly says: string;
    /** The one that is used when the key is changed. */
    readonly first: boolean;
    /** Something in the ring is wrapped by it: it has to stay. */
    readonly needed: boolean;
  }[];
  /** Secrets that are still sealed with an older key. */
  readonly left: number;
  /** Of those: cannot be opened, and have to be entered again. */
  readonly broken: number;
}

const underOld = ({ table, column }: (typeof sealedColumns)[number]) => `FROM ${table} WHERE substr(${column}, 1, 5) < ?1`;

async function leftOf(sql: Sql, active: number): Promise<number> {
  let left = 0;
  for (const column of sealedColumns)
    left += (await sql.one<{ n: number }>(`SELECT count(*) AS n ${underOld(column)}`, headOf(active)))?.n ?? 0;
  return left;
}

export function createKeyStore(database: StoreDatabase, ring: KeyRing, masters: Masters, now: () => number) {
  const { sealing } = ring;
  const { read } = database;
  let underWay = false;
  /** Rows that do not open: looked at once in the life of a process. */
  const broken = new Set<string>();

  async function state(): Promise<KeyState> {
    const rows = await read.all<RingRow>('SELECT number, purpose, master, created_at FROM key_ring ORDER BY number');
    const active = await newest(read);
    const needed = new Set(rows.map(({ master }) => master));
    return {
      keys: rows
        .filter(({ purpose }) => purpose === 'secrets')
        .map(({ number, created_at }) => ({ number, createdAt: created_at, active: number === active.number })),
      masters: masters.all.map(({ id, says }, index) => ({ id, says, first: index === 0, needed: needed.has(id) })),
      left: await leftOf(read, active.number),
      broken: broken.size,
    };
  }

  /** Of one column; true: there may be more. */
  async function resealColumn(tx: Sql, column: (typeof sealedColumns)[number], active: number, limit: number): Promise<boolean> {
    const { table, key, place } = column;
    const names = key.join(', ');
    const rows = await tx.all<Record<string, string | Uint8Array>>(
      `SELECT ${names}, ${column.column} AS sealed ${underOld(column)} ORDER BY substr(${column.column}, 1, 5) LIMIT ?2`,
      headOf(active),
      limit + broken.size,
    );
    for (const row of rows) {
      const ids = key.map((name) => row[name] as string);
      const name = [table, column.column, ...ids].join('/');
      if (broken.has(name)) continue;
      const at = place(ids.at(-1) as string);
      const plain = await sealing.open(tx, at, row.sealed as Uint8Array).catch(() => null);
      if (plain === null) {
        broken.add(name);
        continue;
      }
      await tx.change(
        `UPDATE ${table} SET ${column.column} = ? WHERE ${key.map((one) => `${one} = ?`).join(' AND ')}`,
        await sealing.seal(tx, at, plain),
        ...ids,
      );
    }
    return rows.length === limit + broken.size;
  }

  const changing = async (): Promise<boolean> =>
    ((await read.one<{ n: number }>("SELECT count(*) AS n FROM key_ring WHERE purpose = 'secrets'"))?.n ?? 0) > 1;

  async function rotate(actor: ProjectActor): Promise<void> {
    await masters.renew?.();
    const target = masters.all[0];
    if (!target) throw refuse('conflict', 'There is no master key.');
    const before = await read.all<RingRow>('SELECT number, purpose, master, wrapped, created_at FROM key_ring ORDER BY number');
    const number = Math.max(...before.map((row) => row.number)) + 1;
    // Outside of the transaction: a Key Vault is asked for it.
    const wrapped = await Promise.all(
      before.map(async (row) => ({ ...row, wrapped: await target.wrap(nameOfKey(row.number, row.purpose), await ring.keyOf(row)) })),
    );
    const fresh = await target.wrap(nameOfKey(number, 'secrets'), randomBytes(32));
    await database.transaction(async (tx) => {
      const at = now();
      const holders = await tx.all<{ masters: string }>('SELECT masters FROM key_holders WHERE seen_at > ?', at - HOLDER_MS);
      const without = holders.filter((holder) => !(JSON.parse(holder.masters) as string[]).includes(target.id)).length;
      if (without > 0)
        throw refuse(
          'conflict',
          `${without === 1 ? 'One process has' : `${without} processes have`} not been given ${target.says} yet. Restart them with it first; one that has ended counts for ${HOLDER_MS / 60_000} more minutes.`,
        );
      const there = await tx.all<{ number: number }>('SELECT number FROM key_ring');
      if (there.length !== before.length || there.some((row) => row.number >= number))
        throw refuse('conflict', 'Somebody else has just changed the key.');
      for (const row of wrapped)
        await tx.change('UPDATE key_ring SET master = ?, wrapped = ? WHERE number = ?', target.id, row.wrapped, row.number);
      await tx.change('INSERT INTO key_ring VALUES (?, ?, ?, ?, ?)', number, 'secrets', target.id, fresh, at);
      await audit(tx, actor, at, 'key.rotate', `key ${number}`, { key: number, master: target.says });
    });
  }

  return {
    state,

    /** Is there anything to do for {@link slice}? */
    changing,

    /** This process has these masters; the others are told before one of them is used. */
    tellMasters: (owner: string): Promise<void> =>
      database.transaction(async (tx) => {
        await tx.change('DELETE FROM key_holders WHERE seen_at < ?', now() - HOLDER_MS);
        await tx.change(
          'INSERT INTO key_holders VALUES (?1, ?2, ?3) ON CONFLICT (owner) DO UPDATE SET masters = ?2, seen_at = ?3',
          owner,
          JSON.stringify(masters.all.map(({ id }) => id)),
          now(),
        );
      }),
    forgetHolder: (owner: string): Promise<unknown> =>
      database.transaction((tx) => tx.change('DELETE FROM key_holders WHERE owner = ?', owner)),

    /** A new key for secrets, and all keys wrapped by the first master, a new one where it is ours to make. */
    async rotate(actor: ProjectActor): Promise<void> {
      if (underWay || (await changing()))
        throw refuse('conflict', 'The key is being changed already. Wait until everything is sealed anew.');
      underWay = true;
      try {
        await rotate(actor);
      } finally {
        underWay = false;
      }
    },

    /** Seals some secrets anew. False: nothing is left that could be. */
    slice: (limit: number): Promise<boolean> =>
      database.transaction(async (tx) => {
        const { number } = await newest(tx);
        for (const column of sealedColumns) if (await resealColumn(tx, column, number, limit)) return true;
        return false;
      }),

    /** Takes the old keys out, if really nothing is sealed with them any more. False: something is. */
    dropOld: (actor: ProjectActor): Promise<boolean> =>
      database.transaction(async (tx) => {
        const { number } = await newest(tx);
        if ((await leftOf(tx, number)) > 0) return false;
        const gone = await tx.all<{ number: number }>("SELECT number FROM key_ring WHERE purpose = 'secrets' AND number < ?", number);
        if (gone.length === 0) return true;
        await tx.change("DELETE FROM key_ring WHERE purpose = 'secrets' AND number < ?", number);
        await audit(tx, actor, now(), 'key.removed', `key ${number}`, { removed: gone.map((row) => row.number), active: number });
        return true;
      }),
  };
}

export type KeyStore = ReturnType<typeof createKeyStore>;
