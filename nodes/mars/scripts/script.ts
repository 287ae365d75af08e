// How a MARS operation becomes PowerShell 5.1 text. The text of an operation is always the same: values never become part of it. They
// arrive as one parameter, base64 of JSON, and secrets as parameters of their own. What comes back stands between markers, ASCII only.
import { epilogue, prologue } from './frame.ts';

/** Parameters that carry secrets. */
export type SecretName = 'Passphrase' | 'SecurityPin' | 'ProxyPassword' | 'VaultCredentials';

export interface MarsOperation {
  readonly name: string;
  readonly secrets: readonly SecretName[];
  /** The module must be there before; only installing it can do without. */
  readonly needsModule: boolean;
  /** Functions it needs besides those of the frame. */
  readonly functions: readonly string[];
  /** Statements. `$In` is the request, `$Secrets` a table of the secrets; the last value is the data, a hashtable. */
  readonly body: string;
}

export const operation = (
  name: string,
  body: string,
  more: { readonly secrets?: readonly SecretName[]; readonly needsModule?: boolean; readonly functions?: readonly string[] } = {},
): MarsOperation => ({
  name,
  body: body.trim(),
  secrets: more.secrets ?? [],
  needsModule: more.needsModule ?? true,
  functions: more.functions ?? [],
});

const indented = (text: string, by = '  '): string => text.replaceAll(/^(?=.)/gm, by);

const parameters = (secrets: readonly SecretName[], first: readonly string[]): string =>
  [...first, 'Request', ...secrets].map((name) => `  [string]$${name} = ''`).join(',\n');

const table = (secrets: readonly SecretName[]): string =>
  secrets.length === 0 ? '@{}' : `@{ ${secrets.map((name) => `'${name}' = $${name}`).join('; ')} }`;

/** The script of one operation, for Run Command and SSH. */
export const scriptOf = ({ name, secrets, needsModule, functions, body }: MarsOperation): string =>
  [
    `# vaultflow-mars operation=${name} contract=1`,
    `param(\n${parameters(secrets, [])}\n)`,
    prologue,
    ...functions.map((text) => text.trim()),
    `$VfOperation = {\n  param($In, $Secrets)\n${indented(body)}\n}`,
    `$VfSecrets = ${table(secrets)}`,
    `$VfNeedsModule = ${needsModule ? '$true' : '$false'}`,
    epilogue,
    '',
  ].join('\n');

const allSecrets: readonly SecretName[] = ['Passphrase', 'SecurityPin', 'ProxyPassword', 'VaultCredentials'];

/** One runbook for all operations. A job's parameters can be read by everybody who sees the job, so secrets come from variables. */
export function runbookOf(operations: readonly MarsOperation[]): string {
  const functions = [...new Set(operations.flatMap((one) => one.functions.map((text) => text.trim())))];
  return [
    '# vaultflow-mars runbook contract=1',
    `param(\n  [string]$Operation = '',\n  [string]$Request = '',\n${allSecrets.map((name) => `  [string]$${name}Variable = ''`).join(',\n')}\n)`,
    prologue,
    ...functions,
    '$VfOperations = @{',
    ...operations.map(({ name, body }) => `  '${name}' = {\n    param($In, $Secrets)\n${indented(body, '    ')}\n  }`),
    '}',
    "if (-not $VfOperations.ContainsKey($Operation)) { throw 'This runbook does not know the operation. Publish it anew.' }",
    '$VfOperation = $VfOperations[$Operation]',
    '$VfSecrets = @{}',
    ...allSecrets.map(
      (name) => `if ($${name}Variable -ne '') { $VfSecrets['${name}'] = [string](Get-AutomationVariable -Name $${name}Variable) }`,
    ),
    "$VfNeedsModule = $Operation -ne 'install-agent'",
    epilogue,
    '',
  ].join('\n');
}
