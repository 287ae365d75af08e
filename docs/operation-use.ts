// Which operations of Azure Backup a node calls, read from its source: from the node's file through the functions that it uses in
// its own group, down to the names of operations and the calls of the Azure capability. Live lists of forms do not count.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { operationIds } from '../nodes/azure-backup/operations/catalogue.ts';

/** What the shorter calls of the capability send. */
const calls: { readonly [method: string]: string } = {
  items: 'BackupProtectedItems_List',
  item: 'ProtectedItems_Get',
  jobs: 'BackupJobs_List',
  job: 'JobDetails_Get',
  policies: 'BackupPolicies_List',
  recoveryPoints: 'RecoveryPoints_List',
  backupStatus: 'BackupStatus_Get',
  backUpNow: 'Backups_Trigger',
  protectVm: 'ProtectedItems_CreateOrUpdate',
  changePolicy: 'ProtectedItems_CreateOrUpdate',
  stopProtection: 'ProtectedItems_CreateOrUpdate',
  resumeProtection: 'ProtectedItems_CreateOrUpdate',
  undelete: 'ProtectedItems_CreateOrUpdate',
  deleteBackupData: 'ProtectedItems_Delete',
  restoreDisks: 'Restores_Trigger',
  cancelJob: 'JobCancellations_Trigger',
};

/** Lists behind forms, looking things up by name, examples: every node has those. */
const aside = /(choices|examples|\/find|\/accepted|\/operations\/)/;

interface Module {
  /** Top-level declarations by name; the node itself is `default`. */
  readonly parts: ReadonlyMap<string, string>;
  /** Imported name -> file and name there. */
  readonly imports: ReadonlyMap<string, { readonly file: string; readonly name: string }>;
}

const modules = new Map<string, Module>();

function moduleOf(file: string): Module {
  const known = modules.get(file);
  if (known) return known;
  const source = readFileSync(file, 'utf8');
  const imports = new Map<string, { file: string; name: string }>();
  for (const [, names = '', from = ''] of source.matchAll(/^import \{([^}]*)\} from '(\.[^']+)';/gm)) {
    for (const one of names.split(',')) {
      const [name = '', local = name] = one.trim().split(/\s+as\s+/);
      if (name !== '' && !name.startsWith('type ')) imports.set(local, { file: join(dirname(file), from), name });
    }
  }
  const parts = new Map<string, string>();
  const begins = /^(?:export )?(?:default|(?:async )?function\*?\s+(\w+)|(?:const|let)\s+(\w+))/;
  let name = '';
  for (const line of source.split('\n')) {
    const found = begins.exec(line);
    if (found) name = found[1] ?? found[2] ?? 'default';
    parts.set(name, `${parts.get(name) ?? ''}${line}\n`);
  }
  const made = { parts, imports };
  modules.set(file, made);
  return made;
}

const ids = new Set<string>(operationIds);

/** Sorted; of a node type's file. */
export function operationsUsedBy(file: string): readonly string[] {
  const used = new Set<string>();
  const seen = new Set<string>();
  const follow = (at: string, name: string): void => {
    if (seen.has(`${at}#${name}`)) return;
    seen.add(`${at}#${name}`);
    const { parts, imports } = moduleOf(at);
    const text = (parts.get(name) ?? '').replace(/^ {2}choices: \{[^}]*\}/m, '').replace(/^\s*(\/\/|\*).*$/gm, '');
    for (const [, id = ''] of text.matchAll(/'([A-Z]\w+)'/g)) if (ids.has(id)) used.add(id);
    for (const [, method = ''] of text.matchAll(/\bazure\.(\w+)\(/g)) if (calls[method]) used.add(calls[method]);
    for (const [word] of text.matchAll(/\b[a-zA-Z_]\w*\b/g)) {
      if (word !== name && parts.has(word)) follow(at, word);
      const from = imports.get(word);
      if (from && !aside.test(from.file) && !from.file.includes('nodes/kit/')) follow(from.file, from.name);
    }
  };
  follow(file, 'default');
  return [...used].sort();
}
