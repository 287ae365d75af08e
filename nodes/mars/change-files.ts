// Adds files and folders to the backup of a MARS agent, leaves some out, takes some away. Schedule and retention stay.
import { fail } from '../kit/errors.ts';
import { arcMachine, marsEstate, vmMachine } from './example-estate.ts';
import { marsNode } from './mars-node.ts';
import { pathsField, policyShape, rulesOf } from './policy.ts';
import { changeFiles } from './scripts/policies.ts';

const estate = marsEstate();

export default marsNode({
  type: 'mars.change-files',
  section: 'Policy',
  title: 'Change files of MARS policy',
  summary: 'Adds volumes, folders and files to a MARS agent’s backup, excludes some, or removes rules. Recovery points stay.',
  icon: 'folder',
  keywords: ['include', 'exclude', 'New-OBFileSpec', 'Add-OBFileSpec', 'Remove-OBFileSpec'],
  line: '{machine} · {include} · {exclude} · {remove}',
  operation: changeFiles,
  params: {
    include: pathsField('Back up as well', 'Volumes, folders or files.'),
    exclude: pathsField('Leave out', 'Folders or files.'),
    remove: pathsField('Remove rules for', 'Paths as the policy has them.'),
  },
  request: ({ include = [], exclude = [], remove = [] }) => {
    if (include.length + exclude.length + remove.length === 0) throw fail('param_missing', 'Say what to add, leave out or remove.');
    return { what: 'files', include: rulesOf(include), exclude: rulesOf(exclude), remove: [...remove] };
  },
  result: { policy: policyShape },
  examples: [
    {
      name: 'One more volume, and an exclusion',
      given: { estate },
      params: { machine: vmMachine, include: ['E:\\'], exclude: ['D:\\Scratch'] },
      expect: { port: 'done', data: { policy: { include: [{ path: 'D:\\' }, { path: 'E:\\' }], exclude: [{ path: 'D:\\Scratch' }] } } },
    },
    {
      name: 'A rule that the policy does not have',
      given: { estate },
      params: { where: 'arc', machine: arcMachine, remove: ['F:\\'] },
      expect: { failed: { code: 'mars_failed', azure: { code: 'FileSpecNotFound' } } },
    },
    {
      name: 'Nothing would be left',
      given: { estate },
      params: { machine: vmMachine, remove: ['D:\\'] },
      expect: { failed: { code: 'mars_failed', azure: { code: 'NothingLeft' } } },
    },
    { name: 'Nothing to do', given: { estate }, params: { machine: vmMachine }, expect: { failed: { code: 'param_missing' } } },
  ],
});
