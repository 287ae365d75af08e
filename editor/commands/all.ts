// Every command of the editor, in the order of the shortcut sheet.
import { breakpointCommands } from '../breakpoints/breakpoint-commands.ts';
import { addCommands } from './add.ts';
import type { Command } from './command.ts';
import { connectCommands } from './connect-keys.ts';
import { editCommands } from './edit.ts';
import { flowCommands } from './flow.ts';
import { goCommands } from './go.ts';
import { subflowCommands } from './subflow.ts';
import { viewCommands } from './view.ts';

export const commands: readonly Command[] = [
  ...addCommands,
  ...editCommands,
  ...connectCommands,
  ...goCommands,
  ...viewCommands,
  ...flowCommands,
  ...breakpointCommands,
  ...subflowCommands,
];
