// The way over SSH, for servers that neither Azure nor Arc knows: PowerShell reads the script and its parameters from its standard input,
// so nothing of them stands in a command line. The step waits for the script's end; it is not taken up again after a crash.
import type { SshCapability } from '../../kit/capabilities-ssh.ts';
import { fail } from '../../kit/errors.ts';
import type { Json } from '../../kit/json.ts';
import { scriptOf } from '../scripts/script.ts';
import { powershell } from '../scripts/text.ts';
import type { MarsCall } from './contract.ts';

const room = 6_000_000;

/** Always the same text; what it runs comes in by its input. */
export const bootstrap = powershell`
$ErrorActionPreference = 'Stop'
$Reader = New-Object -TypeName 'System.IO.StreamReader' -ArgumentList ([Console]::OpenStandardInput()), ([Text.Encoding]::UTF8)
$Given = ConvertFrom-Json -InputObject $Reader.ReadToEnd()
$Parameters = @{}
foreach ($One in $Given.parameters.PSObject.Properties) { $Parameters[$One.Name] = [string]$One.Value }
$Script = [ScriptBlock]::Create([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Given.script)))
& $Script @Parameters
`.trim();

export const base64 = (text: string): string => {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
};

/** PowerShell wants UTF-16 for this. */
const encodedCommand = (text: string): string => {
  let binary = '';
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    binary += String.fromCharCode(code & 0xff, code >> 8);
  }
  return btoa(binary);
};

export const sshCommand = `powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -EncodedCommand ${encodedCommand(bootstrap)}`;

export async function runOverSsh(
  ssh: SshCapability,
  call: MarsCall,
): Promise<{ readonly output: string; readonly complaint: string; readonly name: string }> {
  const secrets = Object.fromEntries(
    call.operation.secrets.flatMap((name) => (call.secrets[name] ? [[name, call.secrets[name] as unknown as Json]] : [])),
  );
  const name = await ssh.target();
  const answer = await ssh.run({
    command: sshCommand,
    input: { script: base64(scriptOf(call.operation)), parameters: { Request: call.request(room), ...secrets } },
    timeout: call.limitSeconds * 1_000,
  });
  if (answer.practice)
    throw fail('machine_unreachable', 'This is a practice run: nothing leaves over SSH, so there is no server to answer.', {
      refused: true,
      advice: ['Choose an Azure VM or an Arc machine of the practice subscription.'],
    });
  return { output: answer.stdout, complaint: answer.stderr, name };
}
