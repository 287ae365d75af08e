// What people do with Azure Backup, in the words of their work: which nodes do it, and which example (which is a test, run against the
// simulator) shows it. coverage.test.ts holds every name in it.

export interface BackupTask {
  readonly task: string;
  readonly nodes: readonly string[];
  /** `node type > name of the example`. */
  readonly shown: string;
}

export const backupTasks: { readonly [area: string]: readonly BackupTask[] } = {
  Vaults: [
    { task: 'Make a vault', nodes: ['azure-backup.create-vault'], shown: 'azure-backup.create-vault > A vault as it should be' },
    {
      task: 'List vaults, show one',
      nodes: ['azure-backup.list-vaults', 'azure-backup.get-vault'],
      shown: 'azure-backup.get-vault > All settings',
    },
    {
      task: 'Delete a vault, and see what keeps it',
      nodes: ['azure-backup.vault-contents', 'azure-backup.delete-vault'],
      shown: 'azure-backup.vault-contents > What has to go first',
    },
    {
      task: 'Name the vault that the work is about',
      nodes: ['azure-backup.list-items'],
      shown: 'azure-backup.list-items > Only what fails, in a vault given by name',
    },
    {
      task: 'Choose how storage is replicated, and cross-region restore',
      nodes: ['azure-backup.create-vault', 'azure-backup.vault-settings', 'azure-backup.get-vault'],
      shown: 'azure-backup.create-vault > A vault as it should be',
    },
    {
      task: 'Soft delete: on, always on, for how long',
      nodes: ['azure-backup.vault-settings'],
      shown: 'azure-backup.vault-settings > Always-on soft delete, for ever',
    },
    {
      task: 'Immutability, unlocked and locked',
      nodes: ['azure-backup.vault-settings', 'azure-backup.check-hardening'],
      shown: 'azure-backup.vault-settings > Hardens a vault',
    },
    {
      task: 'Encryption with a key of one’s own, and the vault’s identity',
      nodes: ['azure-backup.vault-settings', 'azure-backup.get-vault'],
      shown: 'azure-backup.vault-settings > A key of one’s own, before the vault protects anything',
    },
    {
      task: 'Multi-user authorization with a Resource Guard',
      nodes: [
        'azure-backup.list-resource-guards',
        'azure-backup.map-resource-guard',
        'azure-backup.unlock-deletion',
        'azure-backup.remove-resource-guard',
      ],
      shown: 'azure-backup.map-resource-guard > Puts a vault under a guard',
    },
    {
      task: 'Private endpoints of a vault',
      nodes: ['azure-backup.decide-private-endpoint', 'azure-backup.remove-private-endpoint'],
      shown: 'azure-backup.decide-private-endpoint > Approves it',
    },
    {
      task: 'How full a vault is, and what it holds',
      nodes: ['azure-backup.vault-usage'],
      shown: 'azure-backup.vault-usage > How full it is',
    },
    {
      task: 'A security PIN for what the agent wants to have confirmed',
      nodes: ['azure-backup.security-pin'],
      shown: 'azure-backup.security-pin > For a step that takes a secret',
    },
    {
      task: 'Vault credentials for a new MARS server',
      nodes: ['mars.register-server'],
      shown: 'mars.register-server > A new server, with its passphrase',
    },
    {
      task: 'Alerts and metrics of a vault',
      nodes: ['azure.list-alerts', 'azure.change-alert', 'azure.metric'],
      shown: 'azure.list-alerts > Of the last day',
    },
    {
      task: 'Move the backup data to a vault in another region',
      nodes: ['azure-backup.prepare-data-move', 'azure-backup.start-data-move'],
      shown: 'azure-backup.start-data-move > Moves it',
    },
    {
      task: 'Move a vault to another resource group',
      nodes: ['azure-backup.move-vault'],
      shown: 'azure-backup.move-vault > To another resource group',
    },
    {
      task: 'See deleted vaults and bring one back',
      nodes: ['azure-backup.list-deleted-vaults', 'azure-backup.undelete-vault'],
      shown: 'azure-backup.undelete-vault > To where it was',
    },
  ],
  Policies: [
    {
      task: 'List policies, read one as a sentence',
      nodes: ['azure-backup.list-policies', 'azure-backup.get-policy'],
      shown: 'azure-backup.get-policy > Says what a policy does',
    },
    {
      task: 'Start from a sensible policy',
      nodes: ['azure-backup.default-policy'],
      shown: 'azure-backup.default-policy > For VMs, kept 90 days',
    },
    { task: 'Make a policy', nodes: ['azure-backup.set-policy'], shown: 'azure-backup.set-policy > A new policy for VMs' },
    {
      task: 'Change a policy that items use',
      nodes: ['azure-backup.set-policy', 'azure-backup.compare-policies'],
      shown: 'azure-backup.set-policy > Keeps backups of the items in use longer',
    },
    { task: 'Delete a policy', nodes: ['azure-backup.delete-policy'], shown: 'azure-backup.delete-policy > Deletes it' },
    { task: 'Who uses a policy', nodes: ['azure-backup.policy-items'], shown: 'azure-backup.policy-items > Who uses it' },
    {
      task: 'Pause and resume scheduled backups',
      nodes: ['azure-backup.stop-protection', 'azure-backup.resume-protection', 'mars.set-policy-state'],
      shown: 'mars.set-policy-state > Pause during maintenance',
    },
    {
      task: 'Archive by policy, and what it would save',
      nodes: ['azure-backup.set-policy', 'azure-backup.archive-cost'],
      shown: 'azure-backup.archive-cost > Savings under a policy',
    },
  ],
  'Discover and protect': [
    { task: 'Is this machine protected, and where?', nodes: ['azure.backup-status'], shown: 'azure.backup-status > It is' },
    { task: 'Could it be protected?', nodes: ['azure-backup.check-readiness'], shown: 'azure-backup.check-readiness > It can' },
    {
      task: 'Look again for what can be protected',
      nodes: ['azure-backup.refresh-discovery'],
      shown: 'azure-backup.refresh-discovery > Looks for new VMs',
    },
    {
      task: 'List what can be protected',
      nodes: ['azure-backup.list-protectable', 'azure.find-vms'],
      shown: 'azure-backup.list-protectable > A database that nobody protects',
    },
    {
      task: 'Register a server with databases, or a storage account',
      nodes: ['azure-backup.register'],
      shown: 'azure-backup.register > A VM with SQL Server',
    },
    {
      task: 'Look for databases and shares in it',
      nodes: ['azure-backup.rediscover'],
      shown: 'azure-backup.rediscover > Looks for new databases',
    },
    { task: 'Protect a VM', nodes: ['azure-backup.protect-vm'], shown: 'azure-backup.protect-vm > Turns on backup' },
    {
      task: 'Protect a SQL or HANA database',
      nodes: ['azure-backup.protect-database'],
      shown: 'azure-backup.protect-database > Turns on backup',
    },
    { task: 'Protect a file share', nodes: ['azure-backup.protect-share'], shown: 'azure-backup.protect-share > Turns on backup' },
    {
      task: 'Protect new databases by themselves',
      nodes: ['azure-backup.set-auto-protection', 'azure-backup.list-auto-protection'],
      shown: 'azure-backup.set-auto-protection > New databases are protected from now on',
    },
    {
      task: 'Give an item another policy',
      nodes: ['azure-backup.change-policy'],
      shown: 'azure-backup.change-policy > Keeps backups longer',
    },
    {
      task: 'Leave disks of a VM out',
      nodes: ['azure-backup.change-disks'],
      shown: 'azure-backup.change-disks > Leaves the scratch disk out',
    },
    {
      task: 'Stop protection and keep the data',
      nodes: ['azure-backup.stop-protection'],
      shown: 'azure-backup.stop-protection > Keeps the data',
    },
    {
      task: 'Stop protection and keep the data only as long as the policy says',
      nodes: ['azure-backup.stop-protection'],
      shown: 'azure-backup.stop-protection > Keeps each recovery point as long as the policy says',
    },
    { task: 'Resume protection', nodes: ['azure-backup.resume-protection'], shown: 'azure-backup.resume-protection > Backs it up again' },
    {
      task: 'Stop protection and delete the data',
      nodes: ['azure-backup.stop-protection'],
      shown: 'azure-backup.stop-protection > Deletes the data',
    },
    { task: 'Bring back what was deleted', nodes: ['azure-backup.undelete'], shown: 'azure-backup.undelete > Brings it back' },
    {
      task: 'Unregister a server or storage account',
      nodes: ['azure-backup.unregister'],
      shown: 'azure-backup.unregister > An old MARS server, with its backup data',
    },
    {
      task: 'See deleted servers and storage accounts',
      nodes: ['azure-backup.list-containers'],
      shown: 'azure-backup.list-containers > Nothing is deleted',
    },
    {
      task: 'Protect it in another vault instead',
      nodes: ['azure-backup.stop-protection', 'azure-backup.unregister', 'azure-backup.protect-vm'],
      shown: 'azure-backup.protect-vm > Turns on backup',
    },
  ],
  'Backup and jobs': [
    { task: 'Back up now', nodes: ['azure-backup.backup-now'], shown: 'azure-backup.backup-now > Starts a backup' },
    {
      task: 'List jobs, sum them up',
      nodes: ['azure-backup.list-jobs', 'azure-backup.summarize-jobs'],
      shown: 'azure-backup.list-jobs > What failed since yesterday',
    },
    { task: 'Why a job failed', nodes: ['azure-backup.get-job'], shown: 'azure-backup.get-job > Why a backup failed' },
    { task: 'Wait for a job', nodes: ['azure-backup.wait-for-job'], shown: 'azure-backup.wait-for-job > The backup is done' },
    { task: 'Cancel a job', nodes: ['azure-backup.cancel-job'], shown: 'azure-backup.cancel-job > Stops a backup that is running' },
    { task: 'Export jobs', nodes: ['azure-backup.export-jobs'], shown: 'azure-backup.export-jobs > Of the last week' },
    { task: 'How protected items stand', nodes: ['azure-backup.list-items'], shown: 'azure-backup.list-items > How everything stands' },
    {
      task: 'Registered servers and MARS machines',
      nodes: ['azure-backup.list-containers', 'mars.overview'],
      shown: 'azure-backup.list-containers > Servers with the MARS agent',
    },
    {
      task: 'DPM and MABS servers',
      nodes: ['azure-backup.list-backup-servers'],
      shown: 'azure-backup.list-backup-servers > A vault without such servers',
    },
    {
      task: 'What the agent has to say',
      nodes: ['mars.list-notifications', 'azure.list-alerts'],
      shown: 'mars.list-notifications > An update is available',
    },
  ],
  Recovery: [
    {
      task: 'List recovery points, pick one',
      nodes: ['azure-backup.list-recovery-points', 'azure-backup.pick-recovery-point'],
      shown: 'azure-backup.pick-recovery-point > The newest application-consistent one',
    },
    {
      task: 'Which moments a database can be restored to',
      nodes: ['azure-backup.log-chain'],
      shown: 'azure-backup.log-chain > Ten hours ago can be restored',
    },
    {
      task: 'Say how a database is to be restored',
      nodes: ['azure-backup.restore-database'],
      shown: 'azure-backup.restore-database > As files',
    },
    {
      task: 'Check a restore before it starts',
      nodes: ['azure-backup.validate-restore'],
      shown: 'azure-backup.validate-restore > It would start',
    },
    {
      task: 'Restore a VM: disks, a new VM, the old one',
      nodes: ['azure-backup.restore-disks', 'azure-backup.restore-vm', 'azure-backup.replace-disks'],
      shown: 'azure-backup.restore-vm > From the newest recovery point',
    },
    {
      task: 'Restore a SQL or HANA database',
      nodes: ['azure-backup.restore-database'],
      shown: 'azure-backup.restore-database > Under another name on the same server',
    },
    {
      task: 'Restore a share, or files of it',
      nodes: ['azure-backup.restore-share', 'azure-backup.list-share-files'],
      shown: 'azure-backup.restore-share > One file, where it was',
    },
    {
      task: 'Get single files out of a VM',
      nodes: ['azure-backup.mount-recovery-point', 'azure-backup.unmount-recovery-point'],
      shown: 'azure-backup.mount-recovery-point > The script for a Linux machine',
    },
    {
      task: 'Restore what another MARS server backed up',
      nodes: ['mars.list-servers', 'mars.restore-files'],
      shown: 'mars.list-servers > One other server',
    },
    {
      task: 'Move recovery points to the archive',
      nodes: ['azure-backup.list-archivable-points', 'azure-backup.move-to-archive'],
      shown: 'azure-backup.move-to-archive > Moves an old one',
    },
    {
      task: 'Restore in the paired region',
      nodes: ['azure-backup.list-secondary-points', 'azure-backup.restore-cross-region', 'azure-backup.wait-for-cross-region-restore'],
      shown: 'azure-backup.restore-cross-region > The newest point that has arrived',
    },
  ],
  'MARS machines': [
    { task: 'Install or update the agent', nodes: ['mars.install-agent'], shown: 'mars.install-agent > A server without an agent' },
    {
      task: 'Passphrase, proxy, bandwidth',
      nodes: ['mars.get-settings', 'mars.set-passphrase', 'mars.set-proxy', 'mars.set-bandwidth'],
      shown: 'mars.set-bandwidth > Slow during the day',
    },
    { task: 'A volume has another letter now', nodes: ['mars.rename-volume'], shown: 'mars.rename-volume > D: has become E:' },
    {
      task: 'Certificates of an old registration',
      nodes: ['mars.list-certificates', 'mars.list-vaults-by-certificate'],
      shown: 'mars.list-certificates > One certificate',
    },
    { task: 'Look for files in backups', nodes: ['mars.find-files'], shown: 'mars.find-files > Reports by name' },
  ],
  'Backup vaults': [
    {
      task: 'Protect a disk, blobs, a database or a cluster',
      nodes: ['azure-backup.protect-data-source', 'azure-backup.list-backup-vaults', 'azure-backup.list-backup-instances'],
      shown: 'azure-backup.protect-data-source > A managed disk',
    },
    {
      task: 'Back up, restore, stop, resume and undelete there',
      nodes: [
        'azure-backup.back-up-instance',
        'azure-backup.restore-instance',
        'azure-backup.change-instance-protection',
        'azure-backup.delete-instance',
        'azure-backup.undelete-instance',
        'azure-backup.wait-for-data-job',
      ],
      shown: 'azure-backup.restore-instance > A disk from its newest point',
    },
  ],
};
