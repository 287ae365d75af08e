// Runs a script on a machine of the estate, as far as practice needs it. Scripts of the MARS nodes are answered by the fake agent;
// of any other script only `Write-Output 'text'`, `echo text`, `hostname`, `throw` and `exit` are understood, the rest does nothing.
import type { Execution } from '../compute/model.ts';
import { type World, workMs } from '../wire/call.ts';
import { answerAgent, markerOf } from './agent/answer.ts';
import type { Host } from './hosts.ts';

export interface ScriptRun {
  script: string;
  /** Plain and protected ones together: a script sees no difference. */
  parameters: { name: string; value: string }[];
  at: number;
}

/** How long starting a script takes before its first line runs, in simulated seconds. */
const startSeconds = 8;

export function execute(world: World, host: Host, run: ScriptRun): Execution {
  const begin = run.at + workMs(world, startSeconds);
  const operation = markerOf(run.script, run.parameters);
  if (operation) return answerAgent(world, host, operation, run, begin);
  return plainScript(host, run.script, begin);
}

const quoted = /^(?:Write-Output|Write-Host|echo)\s+(?:'((?:[^']|'')*)'|"([^"]*)"|(.*?))\s*$/i;

function plainScript(host: Host, script: string, begin: number): Execution {
  const output: string[] = [];
  for (const line of script.split(/\r?\n/).map((text) => text.trim())) {
    const said = quoted.exec(line);
    if (said) output.push((said[1]?.replaceAll("''", "'") ?? said[2] ?? said[3] ?? '').trim());
    else if (/^(hostname|\$env:COMPUTERNAME)$/i.test(line)) output.push(host.name);
    const thrown = /^throw\s+['"](.*)['"]$/i.exec(line);
    if (thrown)
      return {
        exitCode: 1,
        output: output.join('\n'),
        error: `${thrown[1]}\n    + CategoryInfo          : OperationStopped`,
        endAt: begin,
      };
    const exit = /^exit\s+(\d+)$/i.exec(line);
    if (exit) return { exitCode: Number(exit[1]), output: output.join('\n'), error: '', endAt: begin };
  }
  return { exitCode: 0, output: output.join('\n'), error: '', endAt: begin };
}
