// What to do about an error of the MARS agent or of our scripts on its machine, by code; some by their words, because the agent
// words many different causes under one code.

const byCode: { readonly [code: string]: string } = {
  Modules_ModuleNotFound: 'The MARS agent is not installed there. Add the step “Install or update MARS agent” before this one.',
  MachineNotRegistered: 'Register the server with a vault first: step “Register MARS server”.',
  NoPolicy: 'Set up a backup first: step “Set MARS policy”.',
  NoSystemStatePolicy: 'Set up a backup of the system state first: step “Set MARS policy”, for the system state.',
  OperationInProgress: 'Wait until the running job has ended (“Wait for MARS job”), or stop it (“Stop MARS job”).',
  NoRunningJob: 'The job may have ended meanwhile. “List MARS jobs” shows how.',
  OtherJobRunning: 'Leave the job empty to stop whatever is running.',
  JobNotFound: 'The agent forgets old jobs. The vault still lists them under Backup jobs.',
  InvalidSecurityPin: 'A security PIN is valid for five minutes: create it in the vault’s properties right before the run.',
  PassphraseTooShort: 'Use at least 16 characters, and keep the passphrase in a Key Vault: without it nothing can be restored.',
  PassphraseMissing: 'Give the passphrase of the server that made the backup.',
  InvalidVaultCredentials: 'Download a fresh vault credentials file: it is valid for ten days, and for its own vault only.',
  SourceNotFound: '“List MARS recovery points” shows what was backed up, with its exact name.',
  PointNotFound: '“List MARS recovery points” shows the times there are.',
  FolderNotFound: 'Give the folder with its volume, such as D:\\Data.',
  ItemNotFound: '“Find files in MARS backups” shows the paths there are.',
  ServerNotFound: '“List other MARS servers” shows the servers of the vault, with their full names.',
  VolumeNotFound: 'Give the old volume as the backups know it, such as D:\\.',
  InstallerNotSigned: 'Use the address that Microsoft publishes: https://aka.ms/azurebackup_agent.',
  InstallerFailed: 'The installer’s log is in C:\\Windows\\Temp, MARSAgentInstaller*.log.',
  ResultTooLarge: 'Ask for less at once, or name a blob container for large results.',
};

const byWords: readonly (readonly [RegExp, string])[] = [
  [/access is denied|administrator/i, 'The agent wants a local administrator. Run Command has that; an SSH user needs it.'],
  [/could not connect|unable to connect|network|proxy/i, 'Look at the server’s way to the internet, and at the agent’s proxy setting.'],
];

export const adviceFor = (code: string, message: string): string | undefined =>
  byCode[code] ?? byWords.find(([pattern]) => pattern.test(message))?.[1];
