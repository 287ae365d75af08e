// What the stores ask of a database: a little SQL that SQLite and PostgreSQL read alike, and transactions. Placeholders are `?` or
// `?1`; whole numbers are BIGINT and come back as numbers, yes and no are 1 and 0, mixed-case column names stand in double quotes.
// One database serves one process (SQLite) or many (PostgreSQL): a store that checks before it writes does both in one transaction.
export type SqlValue = null | number | string | Uint8Array;

export interface Sql {
  /** A row, or undefined. `Row` says what the columns of this very statement are. */
  one<Row>(text: string, ...values: readonly SqlValue[]): Promise<Row | undefined>;
  all<Row>(text: string, ...values: readonly SqlValue[]): Promise<Row[]>;
  /** Number of rows changed. */
  change(text: string, ...values: readonly SqlValue[]): Promise<number>;
}

/** What leads from one version of the tables to the next. A published step is never edited. */
export interface SchemaStep {
  /** For both databases, in SQLite's words; the types of PostgreSQL are put in by its driver. */
  readonly both: string;
  /** What only one of them can say: triggers, filling a new table from an old document. After `both`. */
  readonly sqlite?: string;
  readonly postgres?: string;
}

export interface StoreDatabase {
  /** Sees what is committed. Inside a transaction use what `work` is given. */
  readonly read: Sql;
  /**
   * Everything `work` does or, when it throws, nothing; resolves once that is on disk. Transactions are serializable: what was
   * read holds until the commit. `work` awaits nothing but its `tx` and touches nothing else, for it may be run again.
   */
  transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
  /** Stays the same while nothing changes in the store: what was read may be remembered so long. Null: others write too, remember nothing. */
  stamp(): number | null;
  /** Store and journal are one file: what is asked of both in one turn is one commit. */
  readonly sharesCommits: boolean;
  /**
   * For what has to be there before another room goes on, such as the secrets of a run before the run. Where they share
   * commits both are asked for in the same turn; otherwise `go` waits until `kept` is certain.
   */
  before<T>(kept: () => Promise<unknown>, go: () => Promise<T>): Promise<T>;
  /** Brings the tables of a room up to date; refuses those of a newer Vaultflow. Processes that start at once take turns. */
  migrate(room: string, steps: readonly SchemaStep[]): Promise<void>;
}

/** Pattern of a text that has this one in it, for `LIKE ? ESCAPE '\'`. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
