// What the command line says of itself: all commands at once, and each by itself with `--help`. Only text.
interface Usage {
  readonly line: string;
  readonly says: string;
  readonly options?: readonly (readonly [option: string, says: string])[];
  readonly more?: string;
}

const server = 'Finds the server of this machine, or takes VAULTFLOW_URL and VAULTFLOW_TOKEN.';
const json = ['--json', 'print JSON'] as const;

export const usages = {
  serve: {
    line: 'serve',
    says: 'start the server and print the link to the editor',
    options: [
      ['--host <address>', 'listen there instead of on this machine only (HOST)'],
      ['--tls-cert, --tls-key <file>', 'certificate and key (VAULTFLOW_TLS_CERT, …_KEY)'],
      ['--behind-proxy <https://…>', 'a proxy does TLS; the address that people use'],
    ],
    more: 'Settings come from the environment: vaultflow help.',
  },
  link: { line: 'link', says: 'print a fresh link that signs a browser in', more: server },
  run: {
    line: 'run <flow id | file>',
    says: 'run a flow: by id on the server, a file right here (practice)',
    options: [
      ['--input name=value', 'an input; repeat for more'],
      ['--secret name=VARIABLE', 'a secret input, from that environment variable'],
      ['--version draft|<n>', 'instead of the published one'],
      ['--key <text>', 'asked again with the same key within a day: the same run'],
      ['--wait', 'wait for the end; exit code 1 if it does not succeed'],
      json,
    ],
    more: server,
  },
  validate: {
    line: 'validate <file…>',
    says: 'check flow or template files',
    options: [json],
    more: 'Exit code 1 when one of them has an error.',
  },
  test: {
    line: 'test <flow id | file>',
    says: 'run the tests of a flow; nothing of it reaches the world',
    options: [
      ['--tests <file>', 'of a file: instead of <name>.samples.json beside it'],
      ['--name <text>', 'only tests whose name holds this text'],
      ['--version draft|<n>', 'on the server: instead of the draft'],
      ['--junit <file>', 'write the results as JUnit XML as well'],
      json,
    ],
    more: `Exit code 1 when a test fails, or when there is none. ${server}`,
  },
  flows: {
    line: 'flows',
    says: 'list flows: how each stands, its newest run, when it starts next',
    options: [
      ['--q <words>', 'in name, description, folder, tag, title of a step'],
      ['--folder <name>', 'with everything in it'],
      ['--tag <tag>', 'with this tag'],
      ['--state armed|off|draft|failing|running', 'that stand so'],
      ['--sort name|changed|last|next', 'by name unless said otherwise'],
      ['--archived', 'those in the archive instead'],
      json,
    ],
    more: server,
  },
  export: {
    line: 'export <flow id…>',
    says: 'print a flow as a file, or write many into a folder for git',
    options: [
      ['--out <file>', 'write the one there instead'],
      ['--to <folder>', 'into folders as in the library, samples and tests beside'],
      ['--all', 'every flow that is not archived; with --to'],
    ],
    more: server,
  },
  import: {
    line: 'import <file or folder…>',
    says: 'make flows and templates of files, samples and tests beside a flow included',
    options: [json],
    more: `Nothing is overwritten. Exit code 1 when a file cannot be imported; the others are. ${server}`,
  },
  runs: {
    line: 'runs',
    says: 'list runs',
    options: [
      ['--flow <id>', 'of one flow'],
      ['--status failed,…', 'queued, running, waiting, needs-attention, cancelling, succeeded, failed, cancelled'],
      ['--limit <n>', 'at most so many'],
      json,
    ],
    more: server,
  },
  audit: {
    line: 'audit verify | export',
    says: 'was the audit changed; all of it as a file',
    options: [['--format jsonl|cef', 'for export'], json],
    more: server,
  },
  'rotate-key': {
    line: 'rotate-key',
    says: 'a new key for stored secrets, while everything runs',
    options: [['--status', 'only say which keys are in use'], json],
    more: `Waits until everything is sealed anew; broken off, the server goes on by itself. ${server}`,
  },
  logs: { line: 'logs <run id>', says: 'what a run did, step by step', options: [json], more: server },
  backup: {
    line: 'backup',
    says: 'copy the database now, checked, and print where it is',
    more: `The server makes one every hour by itself and need not be stopped. ${server}`,
  },
  restore: {
    line: 'restore <file>',
    says: 'put a backup in the place of the database',
    more: 'Stop the server first. Checksum, damage, version and key are tried on a copy; the old file is kept beside, under another name.',
  },
  migrate: {
    line: 'migrate',
    says: 'move everything of this machine to the PostgreSQL in DATABASE_URL',
    more: 'Stop the server first. Broken off, run it again. The old file is kept beside, under another name.',
  },
} as const satisfies { readonly [name: string]: Usage };

const width = 28;
const row = (left: string, right: string, indent: number) => `${' '.repeat(indent)}${left.padEnd(width - indent)}  ${right}\n`;

export function usageOf(name: keyof typeof usages): string {
  const { line, says, options = [], more }: Usage = usages[name];
  return [
    `vaultflow ${line}${options.length > 0 ? ' [options]' : ''}\n\n`,
    `  ${says.charAt(0).toUpperCase()}${says.slice(1)}.\n`,
    ...(options.length > 0 ? ['\n', ...options.map(([option, about]) => row(option, about, 2))] : []),
    ...(more === undefined ? [] : [`\n  ${more}\n`]),
  ].join('');
}

export const usage = `vaultflow <command> [--help]

${Object.values(usages)
  .map(({ line, says, options = [] }: Usage) => row(line, says, 2) + options.map(([option, about]) => row(option, about, 6)).join(''))
  .join('')}
  Exit codes: 0 done, 1 it failed, 2 called wrongly, 3 no server answers.
  Commands that need a server find the one of this machine, or take VAULTFLOW_URL and VAULTFLOW_TOKEN.

Settings of the server, from the environment:
  PORT                    4680
  VAULTFLOW_DATA          folder of everything that is kept        ~/.vaultflow
  VAULTFLOW_TOKEN         an owner's bearer token for scripts      none
  VAULTFLOW_PUBLIC_URL    how people reach it behind a proxy       http://127.0.0.1:<port>
  HOST                    address to listen on                     127.0.0.1
  VAULTFLOW_TLS_CERT      certificate, PEM; with …_TLS_KEY         none
  VAULTFLOW_BEHIND_PROXY  1: a proxy does TLS and says who calls   0
  VAULTFLOW_ADMIN         first account; …_ADMIN_PASSWORD_FILE     none
  VAULTFLOW_OIDC_ISSUER   sign-in of your organisation, with       none
                          …_CLIENT_ID, …_CLIENT_SECRET_FILE, …_NAME, …_ADMIN_GROUP
  VAULTFLOW_KEY_FILE      key for secrets at rest, 32 bytes base64 <data>/secrets.key
  VAULTFLOW_KEY_VAULT_KEY a key in a Key Vault that wraps it        none
  VAULTFLOW_EGRESS_ALLOW  hosts and ports that are else blocked    none
  VAULTFLOW_KEEP_DAYS     days for which ended runs are kept       90 (0: for ever)
  VAULTFLOW_MOST_WAITING  waiting runs from which on 429 is said   10000
  VAULTFLOW_BACKUP_KEEP   copies of the database that are kept     24 (0: none are made)
  VAULTFLOW_BACKUP_HOURS  hours between two copies                 1
  VAULTFLOW_BACKUP_FOLDER where they are                           <data>/backups
  OTEL_EXPORTER_OTLP_ENDPOINT  collector that gets each run as a trace  none
  VAULTFLOW_LOG           trace … error, silent; JSON on stderr    warn
`;
