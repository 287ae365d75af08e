// PowerShell of the agent's jobs: state of the machine, list, start, stop, wait.
import { operation } from './script.ts';
import { powershell } from './text.ts';

export const jobFunctions = powershell`
function ConvertTo-VfJob($Job) {
  if ($null -eq $Job) { return $null }
  $Status = $Job.JobStatus
  $Items = @()
  foreach ($Part in @($Status.DatasourceStatus)) {
    if ($null -eq $Part) { continue }
    $Items += @{
      'name' = [string]$Part.Datasource.DataSourceName
      'state' = [string]$Part.JobState
      'bytes' = [long]$Part.ByteProgress.Progress
      'errorCode' = [long]$Part.ErrorInfo.ErrorCode
    }
  }
  $Problem = $null
  if ($Status.ErrorInfo -and ([long]$Status.ErrorInfo.ErrorCode -ne 0)) { $Problem = [string]$Status.ErrorInfo.ErrorParamList }
  return @{
    'id' = [string]$Job.JobId
    'type' = [string]$Job.JobType
    'state' = [string]$Status.JobState
    'startTime' = (ConvertTo-VfTime $Status.StartTime)
    'endTime' = (ConvertTo-VfTime $Status.EndTime)
    'items' = @($Items)
    'errorCode' = [long]$Status.ErrorInfo.ErrorCode
    'detailedErrorCode' = [long]$Status.ErrorInfo.DetailedErrorCode
    'error' = $Problem
  }
}
`;

export const getStatus = operation(
  'get-status',
  powershell`
$Config = Get-ItemProperty -Path 'HKLM:\SOFTWARE\Microsoft\Windows Azure Backup\Config' -ErrorAction 'SilentlyContinue'
$Registered = ($null -ne $Config) -and (-not [string]::IsNullOrEmpty([string]$Config.ServiceResourceName))
$Answer = @{
  'registered' = $Registered; 'vault' = $null; 'policyState' = $null; 'systemStatePolicyState' = $null; 'protects' = @()
  'nextBackup' = $null; 'lastBackup' = $null; 'running' = $null; 'storageBytes' = $null; 'recoveryPoints' = 0
  'newestRecoveryPoint' = $null; 'oldestRecoveryPoint' = $null; 'updateAvailable' = $null
}
if (-not $Registered) { return $Answer }
$Answer['vault'] = @{
  'name' = [string]$Config.ServiceResourceName; 'subscriptionId' = [string]$Config.SubscriptionId; 'resourceGroup' = [string]$Config.ResourceGroupName
}
$Policy = Get-OBPolicy -ErrorAction 'SilentlyContinue'
if ($Policy) {
  $Answer['policyState'] = [string](Get-OBPolicyState -Policy $Policy)
  $Answer['protects'] = @(Get-OBFileSpec -Policy $Policy | Where-Object { -not $_.IsExclude } | ForEach-Object { [string]$_.FileSpec })
  $Task = Get-ScheduledTask -ErrorAction 'SilentlyContinue' | Where-Object { $_.TaskName -eq 'Microsoft-OnlineBackup' } | Select-Object -First 1
  if ($Task -and ([string]$Task.State -ne 'Disabled')) { $Answer['nextBackup'] = ConvertTo-VfTime ($Task | Get-ScheduledTaskInfo).NextRunTime }
}
$SystemPolicy = Get-OBSystemStatePolicy -ErrorAction 'SilentlyContinue'
if ($SystemPolicy) { $Answer['systemStatePolicyState'] = [string]$SystemPolicy.PolicyState }
$Answer['running'] = ConvertTo-VfJob (Get-OBJob | Select-Object -First 1)
$Last = Get-OBJob -Previous 20 | Where-Object { [string]$_.JobType -eq 'Backup' } | Sort-Object -Property { $_.JobStatus.StartTime } -Descending | Select-Object -First 1
$Answer['lastBackup'] = ConvertTo-VfJob $Last
$Usage = Get-OBMachineUsage -ErrorAction 'SilentlyContinue'
if ($Usage) { $Answer['storageBytes'] = [long]$Usage.StorageUsedByMachineInBytes }
$Times = @(Get-OBAllRecoveryPoints -ErrorAction 'SilentlyContinue' | ForEach-Object { $_.BackupTime } | Sort-Object)
$Answer['recoveryPoints'] = $Times.Count
if ($Times.Count -gt 0) {
  $Answer['oldestRecoveryPoint'] = ConvertTo-VfTime $Times[0]
  $Answer['newestRecoveryPoint'] = ConvertTo-VfTime $Times[$Times.Count - 1]
}
$Answer
`,
  { functions: [jobFunctions] },
);

export const listJobs = operation(
  'list-jobs',
  powershell`
$Jobs = @(Get-OBJob) + @(Get-OBJob -Previous ([uint32]$In.count))
$Views = @($Jobs | Where-Object { $_ } | Sort-Object -Property { $_.JobStatus.StartTime } -Descending | ForEach-Object { ConvertTo-VfJob $_ })
$Status = [string]$In.status
if ($Status -eq 'InProgress') { $Views = @($Views | Where-Object { $null -eq $_['endTime'] }) }
if ($Status -eq 'Failed') { $Views = @($Views | Where-Object { $_['state'] -match 'Abort|Fail' }) }
if ($Status -eq 'Succeeded') { $Views = @($Views | Where-Object { $_['state'] -match '^Completed' }) }
@{ 'items' = $Views }
`,
  { functions: [jobFunctions] },
);

export const startBackup = operation(
  'start-backup',
  powershell`
if ($In.what -eq 'systemState') {
  if (-not (Get-OBSystemStatePolicy -ErrorAction 'SilentlyContinue')) {
    Stop-VfScript 'NoSystemStatePolicy' 'No backup of the system state is set up on this server.'
  }
  $null = Start-OBSystemStateBackup
} else {
  $Policy = Get-OBPolicy -ErrorAction 'SilentlyContinue'
  if (-not $Policy) { Stop-VfScript 'NoPolicy' 'No backup policy is set up on this server.' }
  if ($In.wait) { $null = Start-OBBackup -Policy $Policy -Confirm:$false }
  else { $null = Start-OBBackup -Policy $Policy -Async -Confirm:$false }
}
$Job = Get-OBJob | Select-Object -First 1
if ($In.wait -or (-not $Job)) { $Job = Get-OBJob -Previous 1 | Select-Object -First 1 }
@{ 'job' = (ConvertTo-VfJob $Job) }
`,
  { functions: [jobFunctions] },
);

export const stopJob = operation(
  'stop-job',
  powershell`
$Job = Get-OBJob | Select-Object -First 1
if (-not $Job) { Stop-VfScript 'NoRunningJob' 'No job is running on this server.' }
if ($In.jobId -and ([string]$Job.JobId -ne [string]$In.jobId)) {
  Stop-VfScript 'OtherJobRunning' ('The job that is running is ' + [string]$Job.JobId + '.')
}
$null = Stop-OBJob -Job $Job -Confirm:$false
@{ 'job' = (ConvertTo-VfJob $Job) }
`,
  { functions: [jobFunctions] },
);

export const waitForJob = operation(
  'wait-for-job',
  powershell`
$Wanted = [string]$In.jobId
while ($true) {
  $Running = Get-OBJob | Select-Object -First 1
  if (-not $Running) { break }
  if (($Wanted -ne '') -and ([string]$Running.JobId -ne $Wanted)) { break }
  if ($Wanted -eq '') { $Wanted = [string]$Running.JobId }
  Start-Sleep -Seconds 15
}
$Ended = @(Get-OBJob -Previous ([uint32]100))
$Job = $Ended | Where-Object { ($Wanted -eq '') -or ([string]$_.JobId -eq $Wanted) } | Sort-Object -Property { $_.JobStatus.StartTime } -Descending | Select-Object -First 1
if (-not $Job) {
  if ($Wanted -eq '') { Stop-VfScript 'JobNotFound' 'The server has no job.' }
  Stop-VfScript 'JobNotFound' ('The server knows no job ' + $Wanted + '.')
}
@{ 'job' = (ConvertTo-VfJob $Job) }
`,
  { functions: [jobFunctions] },
);
