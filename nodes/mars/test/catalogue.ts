// For tests: the cmdlets of MSOnlineBackup with their parameters. The file beside holds the 35 cmdlets of the module's reference; what
// Microsoft documents elsewhere (the article on client automation, the text of the module's own help) is added here.
import { readFileSync } from 'node:fs';

const reference: { readonly [cmdlet: string]: readonly string[] } = JSON.parse(
  readFileSync(new URL('./msonlinebackup.json', import.meta.url), 'utf8'),
);

/** System state, documented with the agent's client automation: these four make the 39. */
const systemState: { readonly [cmdlet: string]: readonly string[] } = {
  'Add-OBSystemState': ['Policy'],
  'Get-OBSystemStatePolicy': [],
  'Set-OBSystemStatePolicy': ['Policy', 'Confirm'],
  'Start-OBSystemStateBackup': [],
};

/** Parameters newer than the reference, and the one cmdlet that removes a policy of the system state. */
const newer: { readonly [cmdlet: string]: readonly string[] } = {
  'Remove-OBPolicy': ['SecurityPIN'],
  'Remove-OBSystemStatePolicy': ['Policy', 'DeleteBackup', 'SecurityPIN', 'Confirm'],
  'Set-OBMachineSetting': ['SecurityPin'],
  'Start-OBRegistration': ['VaultCredentials'],
  'New-OBRetentionPolicy': [
    'RetentionMonths',
    'MonthDaysOfMonth',
    'MonthTimesOfDay',
    'RetentionYearlyPolicy',
    'RetentionYears',
    'YearMonthsOfYear',
    'YearDaysOfMonth',
    'YearTimesOfDay',
  ],
};

export const documented: readonly string[] = [...Object.keys(reference), ...Object.keys(systemState)].sort();

const common = ['ErrorAction'];
export const parametersOf = (cmdlet: string): readonly string[] | null => {
  const found = [reference[cmdlet], systemState[cmdlet], newer[cmdlet]].filter((names) => names !== undefined);
  return found.length === 0 ? null : [...found.flat(), ...common];
};

/** Values that a parameter takes, where the documentation lists them. */
export const valuesOf: { readonly [parameter: string]: readonly string[] } = {
  'Set-OBPolicyState -State': ['Paused', 'Valid'],
  'New-OBRecoveryOption -OverwriteType': ['CreateCopy', 'Skip', 'Overwrite'],
};

/** Cmdlets of Windows PowerShell itself that scripts may use. */
export const windows: readonly string[] = [
  'ConvertFrom-Json',
  'ConvertTo-Json',
  'ConvertTo-SecureString',
  'ForEach-Object',
  'Get-AuthenticodeSignature',
  'Get-AutomationVariable',
  'Get-Item',
  'Get-ItemProperty',
  'Get-ScheduledTask',
  'Get-ScheduledTaskInfo',
  'Import-Module',
  'Invoke-WebRequest',
  'Join-Path',
  'New-Object',
  'Remove-Item',
  'Select-Object',
  'Sort-Object',
  'Start-Process',
  'Start-Sleep',
  'Test-Path',
  'Where-Object',
  'Write-Output',
];
