// Restores files and folders from a recovery point: to another folder, or to where they were. Overwriting what is there now loses it.
import { z } from 'zod';
import { choice, flag, secret, text } from '../kit/fields.ts';
import { arcMachine, marsEstate, vmMachine } from './example-estate.ts';
import { jobAnswer, jobShape } from './job.ts';
import { marsNode } from './mars-node.ts';
import { pathsField } from './policy.ts';
import { serverField, sourceField, timeField } from './recovery-fields.ts';
import { restore } from './scripts/recovery.ts';
import { handedOver, variableField } from './transport/where.ts';

const estate = marsEstate();

export default marsNode({
  type: 'mars.restore-files',
  section: 'Recovery',
  title: 'Restore files (MARS)',
  summary: 'Restores files and folders from a MARS agent’s backup. With “Overwrite” the files that are there now are lost.',
  icon: 'restore',
  keywords: ['recover', 'Start-OBRecovery', 'New-OBRecoveryOption', 'New-OBRecoverableItem', 'alternate server'],
  line: '{source} · {files} · {folders} · to {destination}',
  operation: restore,
  effect: ({ overwrite }) => (overwrite === 'Overwrite' ? 'destroy' : 'write'),
  timeLimit: 'PT12H',
  params: {
    source: sourceField,
    files: pathsField('Files', 'Paths as “Find files in MARS backups” gives them.'),
    folders: pathsField('Folders', 'No files and no folders: the whole volume.'),
    destination: text({ title: 'To the folder', description: 'Empty: where they were.', ui: { placeholder: 'D:\\Restored' } }).optional(),
    overwrite: choice(['CreateCopy', 'Skip', 'Overwrite'], {
      title: 'If a file is there already',
      ui: { labels: { CreateCopy: 'Keep both', Skip: 'Leave it', Overwrite: 'Overwrite it' } },
    }).default('CreateCopy'),
    time: timeField,
    server: serverField,
    passphrase: secret({ title: 'Passphrase of the other server', ui: { advanced: true, when: handedOver } }).optional(),
    passphraseVariable: variableField('Variable with the passphrase of the other server', { advanced: true }),
    skipPermissions: flag({ title: 'Leave out the permissions', ui: { advanced: true } }).default(false),
    wait: flag({ title: 'Wait until it is over' }).default(true),
  },
  request: ({ source, files = [], folders = [], destination = '', overwrite, time = '', server = '', skipPermissions, wait }) => ({
    source,
    paths: [...files.map((path) => ({ path, isFolder: false })), ...folders.map((path) => ({ path, isFolder: true }))],
    destination,
    overwrite,
    time,
    server,
    skipPermissions,
    wait,
  }),
  secrets: ({ passphrase }) => ({ Passphrase: passphrase }),
  variables: ({ passphraseVariable }) => ({ Passphrase: passphraseVariable }),
  result: { job: z.nullable(jobShape) },
  answer: jobAnswer,
  examples: [
    {
      name: 'One file to another folder',
      given: { estate: marsEstate([{ behaviour: { restoreSeconds: 15 } }]) },
      params: { machine: vmMachine, source: 'D:\\', files: ['D:\\Data\\Finance\\budget-2026.xlsx'], destination: 'D:\\Restored' },
      expect: { port: 'done', data: { job: { type: 'Recovery', status: 'Completed' } } },
    },
    {
      name: 'Only started, on an Arc machine',
      given: { estate },
      params: { where: 'arc', machine: arcMachine, source: 'D:\\', folders: ['D:\\Data'], overwrite: 'Skip', wait: false },
      expect: { port: 'done', data: { job: { type: 'Recovery', status: 'InProgress', endTime: null } } },
    },
    {
      name: 'A file that the recovery point does not hold',
      given: { estate },
      params: { machine: vmMachine, source: 'D:\\', files: ['D:\\Data\\lost.txt'] },
      expect: { failed: { code: 'mars_failed', azure: { code: 'ItemNotFound' } } },
    },
    {
      name: 'From another server without its passphrase',
      given: { estate },
      params: { machine: vmMachine, source: 'D:\\', server: 'srv-branch-01.contoso.local', destination: 'D:\\Restored' },
      expect: { failed: { code: 'mars_failed', azure: { code: 'PassphraseMissing' } } },
    },
  ],
});
