// A question or a change to a PostgreSQL database, as nodes see it: one statement, its values apart from its text. Types only.
import type { Json } from './json.ts';

export interface PostgresQuery {
  /** One statement with $1, $2 …; several are refused by the protocol. */
  readonly sql: string;
  /** Secret handles inside are opened at the socket. */
  readonly values: readonly Json[];
  /** False: it runs in a READ ONLY transaction, which the database itself enforces. */
  readonly writes: boolean;
  /** Milliseconds, at most 60,000. */
  readonly timeout: number;
  /** Rows beyond are not read. */
  readonly maxRows: number;
  /** A table with a column `key` of type uuid or text: takes the step's key in the same transaction, so that nothing happens twice. */
  readonly ledger?: string;
}

export interface PostgresAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly [column: string]: Json }[];
  /** Rows that the statement gave or changed, as far as it was read. */
  readonly count: number;
  /** There were more rows than were asked for. */
  readonly more: boolean;
  /** True: it went to the practice inbox instead of out. */
  readonly practice?: boolean;
}

export interface PostgresCapability {
  query(query: PostgresQuery): Promise<PostgresAnswer>;
  /** Does the ledger hold this step's key? It only reads. */
  inLedger(ledger: string): Promise<boolean>;
}
