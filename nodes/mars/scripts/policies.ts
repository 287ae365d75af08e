// PowerShell of the agent's policies, for files and folders and for the system state: read, set, change, pause, remove.
import { operation } from './script.ts';
import { powershell } from './text.ts';

const policyFunctions = powershell`
function Get-VfPolicy($In) {
  if ($In.what -eq 'systemState') {
    $Policy = Get-OBSystemStatePolicy -ErrorAction 'SilentlyContinue'
    if (-not $Policy) { Stop-VfScript 'NoSystemStatePolicy' 'No backup of the system state is set up on this server.' }
    return $Policy
  }
  $Policy = Get-OBPolicy -ErrorAction 'SilentlyContinue'
  if (-not $Policy) { Stop-VfScript 'NoPolicy' 'No backup policy is set up on this server.' }
  return $Policy
}

function ConvertTo-VfRule($Spec) {
  return @{ 'path' = [string]$Spec.FileSpec; 'recursive' = [bool]$Spec.IsRecursive }
}

function Get-VfCount($Schedule, [int]$Days) {
  if ((-not $Schedule) -or (-not $Schedule.RetentionRange)) { return $null }
  return [int][Math]::Round([double]$Schedule.RetentionRange / $Days)
}

function ConvertTo-VfPolicy($Policy, [string]$What) {
  if (-not $Policy) { return $null }
  $Schedule = Get-OBSchedule -Policy $Policy
  $Keep = Get-OBRetentionPolicy -Policy $Policy
  $Specs = @()
  $TaskName = 'Microsoft-OnlineBackup-SystemStateBackup'
  if ($What -eq 'files') {
    $Specs = @(Get-OBFileSpec -Policy $Policy)
    $TaskName = 'Microsoft-OnlineBackup'
  }
  $Task = Get-ScheduledTask -ErrorAction 'SilentlyContinue' | Where-Object { $_.TaskName -eq $TaskName } | Select-Object -First 1
  $Next = $null
  if ($Task -and ([string]$Task.State -ne 'Disabled')) { $Next = ConvertTo-VfTime ($Task | Get-ScheduledTaskInfo).NextRunTime }
  $State = [string]$Policy.PolicyState
  if ($What -eq 'files') { $State = [string](Get-OBPolicyState -Policy $Policy) }
  return @{
    'id' = [string]$Policy.PolicyName
    'what' = $What
    'state' = $State
    'include' = @($Specs | Where-Object { -not $_.IsExclude } | ForEach-Object { ConvertTo-VfRule $_ })
    'exclude' = @($Specs | Where-Object { $_.IsExclude } | ForEach-Object { ConvertTo-VfRule $_ })
    'schedule' = @{
      'days' = @($Schedule.ScheduleRunDays | ForEach-Object { [string]$_ })
      'times' = @($Schedule.ScheduleRunTimes | ForEach-Object { ([TimeSpan]$_).ToString('hh\:mm', [Globalization.CultureInfo]::InvariantCulture) })
      'everyWeeks' = [int]$Schedule.ScheduleWeeklyFrequency
    }
    'retention' = @{
      'days' = [int]$Keep.RetentionDays
      'weeks' = (Get-VfCount $Keep.WeeklyLTRSchedule 7)
      'months' = (Get-VfCount $Keep.MonthlyLTRSchedule 31)
      'years' = (Get-VfCount $Keep.YearlyLTRSchedule 366)
    }
    'nextBackup' = $Next
  }
}

function New-VfSchedule($Wanted) {
  $Days = [DayOfWeek[]]@($Wanted.days)
  $Times = [TimeSpan[]]@($Wanted.times)
  return (New-OBSchedule -DaysOfWeek $Days -TimesOfDay $Times)
}

function New-VfRetention($Wanted, $Schedule) {
  $Times = [TimeSpan[]]@($Schedule.times)
  $Keep = @{ 'RetentionDays' = [long]$Wanted.days }
  if ($Wanted.weekly) {
    $Keep['RetentionWeeklyPolicy'] = $true
    $Keep['RetentionWeeks'] = [long]$Wanted.weekly.weeks
    $Keep['WeekDaysOfWeek'] = [DayOfWeek[]]@($Wanted.weekly.days)
    $Keep['WeekTimesOfDay'] = $Times
  }
  if ($Wanted.monthly) {
    $Keep['RetentionMonthlyPolicy'] = $true
    $Keep['RetentionMonths'] = [long]$Wanted.monthly.months
    $Keep['MonthDaysOfMonth'] = [int[]]@($Wanted.monthly.dayOfMonth)
    $Keep['MonthTimesOfDay'] = $Times
  }
  if ($Wanted.yearly) {
    $Keep['RetentionYearlyPolicy'] = $true
    $Keep['RetentionYears'] = [long]$Wanted.yearly.years
    $Keep['YearMonthsOfYear'] = @([string]$Wanted.yearly.month)
    $Keep['YearDaysOfMonth'] = [int[]]@($Wanted.yearly.dayOfMonth)
    $Keep['YearTimesOfDay'] = $Times
  }
  return (New-OBRetentionPolicy @Keep)
}

function Add-VfRules($Policy, $Include, $Exclude) {
  foreach ($Rule in @($Include)) {
    if (-not $Rule) { continue }
    if ($Rule.recursive) { $Spec = New-OBFileSpec -FileSpec @([string]$Rule.path) }
    else { $Spec = New-OBFileSpec -FileSpec @([string]$Rule.path) -NonRecursive }
    $null = Add-OBFileSpec -Policy $Policy -FileSpec $Spec -Confirm:$false
  }
  foreach ($Rule in @($Exclude)) {
    if (-not $Rule) { continue }
    if ($Rule.recursive) { $Spec = New-OBFileSpec -FileSpec @([string]$Rule.path) -Exclude }
    else { $Spec = New-OBFileSpec -FileSpec @([string]$Rule.path) -NonRecursive -Exclude }
    $null = Add-OBFileSpec -Policy $Policy -FileSpec $Spec -Confirm:$false
  }
}
`;
const functions = [policyFunctions];

export const getPolicy = operation(
  'get-policy',
  powershell`
if ($In.what -eq 'systemState') { $Policy = Get-OBSystemStatePolicy -ErrorAction 'SilentlyContinue' }
else { $Policy = Get-OBPolicy -ErrorAction 'SilentlyContinue' }
@{ 'policy' = (ConvertTo-VfPolicy $Policy ([string]$In.what)) }
`,
  { functions },
);

/** A policy that exists is changed: a new one in its place would orphan its backups. */
export const setPolicy = operation(
  'set-policy',
  powershell`
if ($In.what -eq 'systemState') {
  $Policy = Get-OBSystemStatePolicy -ErrorAction 'SilentlyContinue'
  if (-not $Policy) { $Policy = New-OBPolicy; $null = Add-OBSystemState -Policy $Policy }
} else {
  $Policy = Get-OBPolicy -ErrorAction 'SilentlyContinue'
  if ($Policy) {
    $Old = @(Get-OBFileSpec -Policy $Policy)
    if ($Old.Count -gt 0) { $null = Remove-OBFileSpec -Policy $Policy -FileSpec $Old -Confirm:$false }
  } else { $Policy = New-OBPolicy }
  Add-VfRules $Policy $In.include $In.exclude
}
$null = Set-OBSchedule -Policy $Policy -Schedule (New-VfSchedule $In.schedule) -Confirm:$false
$null = Set-OBRetentionPolicy -Policy $Policy -RetentionPolicy (New-VfRetention $In.retention $In.schedule) -Confirm:$false
if ($In.what -eq 'systemState') {
  $null = Set-OBSystemStatePolicy -Policy $Policy -Confirm:$false
  $Saved = Get-OBSystemStatePolicy
} else {
  $null = Set-OBPolicy -Policy $Policy -Confirm:$false
  $Saved = Get-OBPolicy
}
@{ 'policy' = (ConvertTo-VfPolicy $Saved ([string]$In.what)) }
`,
  { functions },
);

export const changeFiles = operation(
  'change-files',
  powershell`
$Policy = Get-VfPolicy $In
$Specs = @(Get-OBFileSpec -Policy $Policy)
$Replaced = @($In.include) + @($In.exclude) | Where-Object { $_ } | ForEach-Object { ([string]$_.path).TrimEnd('\') }
foreach ($Path in @($In.remove)) {
  if (-not $Path) { continue }
  $Gone = @($Specs | Where-Object { ([string]$_.FileSpec).TrimEnd('\') -eq ([string]$Path).TrimEnd('\') })
  if ($Gone.Count -eq 0) { Stop-VfScript 'FileSpecNotFound' ('The policy has no rule for ' + [string]$Path + '.') }
  $null = Remove-OBFileSpec -Policy $Policy -FileSpec $Gone -Confirm:$false
}
$Twice = @($Specs | Where-Object { @($Replaced) -contains ([string]$_.FileSpec).TrimEnd('\') })
if ($Twice.Count -gt 0) { $null = Remove-OBFileSpec -Policy $Policy -FileSpec $Twice -Confirm:$false }
Add-VfRules $Policy $In.include $In.exclude
$Left = @(Get-OBFileSpec -Policy $Policy | Where-Object { -not $_.IsExclude })
if ($Left.Count -eq 0) { Stop-VfScript 'NothingLeft' 'A policy must protect at least one file, folder or volume.' }
$null = Set-OBPolicy -Policy $Policy -Confirm:$false
@{ 'policy' = (ConvertTo-VfPolicy (Get-OBPolicy) 'files') }
`,
  { functions },
);

export const setPolicyState = operation(
  'set-policy-state',
  powershell`
$Policy = Get-VfPolicy $In
if ($In.state -eq 'Paused') { $null = Set-OBPolicyState -Policy $Policy -State 'Paused' -Confirm:$false }
else { $null = Set-OBPolicyState -Policy $Policy -State 'Valid' -Confirm:$false }
if ($In.what -eq 'systemState') {
  $null = Set-OBSystemStatePolicy -Policy $Policy -Confirm:$false
  $Saved = Get-OBSystemStatePolicy
} else {
  $null = Set-OBPolicy -Policy $Policy -Confirm:$false
  $Saved = Get-OBPolicy
}
@{ 'policy' = (ConvertTo-VfPolicy $Saved ([string]$In.what)) }
`,
  { functions },
);

export const removePolicy = operation(
  'remove-policy',
  powershell`
$Policy = Get-VfPolicy $In
$Names = @($Policy.DsList | ForEach-Object { [string]$_.DataSourceName })
if ($In.what -eq 'systemState') {
  if ($In.deleteBackups) { $null = Remove-OBSystemStatePolicy -Policy $Policy -DeleteBackup -SecurityPIN ([string]$Secrets['SecurityPin']) -Confirm:$false }
  else { $null = Remove-OBSystemStatePolicy -Policy $Policy -Confirm:$false }
} else {
  if ($In.deleteBackups) { $null = Remove-OBPolicy -Policy $Policy -DeleteBackup -SecurityPIN ([string]$Secrets['SecurityPin']) -Confirm:$false }
  else { $null = Remove-OBPolicy -Policy $Policy -Confirm:$false }
}
@{ 'removed' = $true; 'deletedBackups' = [bool]$In.deleteBackups; 'items' = @($Names) }
`,
  { functions, secrets: ['SecurityPin'] },
);
