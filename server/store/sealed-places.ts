// Where sealed secrets stand in the database, each with the name of the place that it is bound to. Whoever changes the key goes
// through this list; a column that is missing here keeps its old key for ever, and a test finds it.
export const places = {
  connection: (id: string) => `connection/${id}`,
  hook: (id: string) => `hook/${id}`,
  person: (id: string) => `person/${id}`,
  runSecret: (ref: string) => `run-secret/${ref}`,
} as const;

interface SealedColumn {
  readonly table: string;
  readonly column: string;
  /** What tells a row from others; its last part names the place. */
  readonly key: readonly string[];
  readonly place: (id: string) => string;
}

export const sealedColumns: readonly SealedColumn[] = [
  { table: 'connections', column: 'secrets', key: ['id'], place: places.connection },
  { table: 'hooks', column: 'secret', key: ['id'], place: places.hook },
  { table: 'hooks', column: 'old_secret', key: ['id'], place: places.hook },
  { table: 'people', column: 'totp', key: ['id'], place: places.person },
  { table: 'run_secrets', column: 'value', key: ['run_id', 'ref'], place: places.runSecret },
];
