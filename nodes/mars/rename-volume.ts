// Tells a MARS agent that a volume has got another letter, so that its backups go on where they were.
import { z } from 'zod';
import { arcMachine, marsEstate, vmMachine } from './example-estate.ts';
import { marsNode } from './mars-node.ts';
import { pathText } from './policy.ts';
import { renameVolume } from './scripts/settings.ts';

const estate = marsEstate();

export default marsNode({
  type: 'mars.rename-volume',
  section: 'Settings',
  title: 'Rename volume in MARS backups',
  summary: 'Tells a MARS agent that a volume it backs up has another drive letter now, so its recovery points stay together.',
  icon: 'edit',
  keywords: ['drive letter', 'Rename-OBVolume'],
  line: '{oldName} · {newName}',
  operation: renameVolume,
  params: { oldName: pathText('Volume in the backups', 'D:\\').min(2), newName: pathText('Its name now', 'E:\\').min(2) },
  request: ({ oldName, newName }) => ({ oldName, newName }),
  result: { oldName: z.string(), newName: z.string() },
  examples: [
    {
      name: 'D: has become E:',
      given: { estate },
      params: { machine: vmMachine, oldName: 'D:\\', newName: 'E:\\' },
      expect: { port: 'done', data: { oldName: 'D:\\', newName: 'E:\\' } },
    },
    {
      name: 'A volume that was never backed up',
      given: { estate },
      params: { where: 'arc', machine: arcMachine, oldName: 'X:\\', newName: 'Y:\\' },
      expect: { failed: { code: 'mars_failed', azure: { code: 'VolumeNotFound' } } },
    },
    {
      name: 'No new name',
      given: { estate },
      params: { machine: vmMachine, oldName: 'D:\\', newName: '' },
      expect: { failed: { code: 'param_invalid' } },
    },
  ],
});
