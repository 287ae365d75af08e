// PowerShell of the agent's settings: proxy, bandwidth, passphrase; use of storage, notifications, a volume that was renamed.
import { operation } from './script.ts';
import { powershell } from './text.ts';

const settingsFunctions = powershell`
function Get-VfSettings {
  $Setting = Get-OBMachineSetting
  $Proxy = $null
  if ($Setting.ProxySetting -and $Setting.ProxySetting.Enabled) {
    $User = [string]$Setting.ProxySetting.ProxyUserName
    if ($User -eq '') { $User = $null }
    $Proxy = @{ 'server' = [string]$Setting.ProxySetting.ProxyServer; 'port' = [int]$Setting.ProxySetting.ProxyPort; 'user' = $User }
  }
  $Limit = $null
  $Throttle = $Setting.ThrottlingSetting
  if ($Throttle -and $Throttle.Enabled) {
    $Limit = @{
      'days' = @($Throttle.WorkDays | ForEach-Object { [string]$_ })
      'from' = ([TimeSpan]$Throttle.StartWorkHour).ToString('hh\:mm', [Globalization.CultureInfo]::InvariantCulture)
      'to' = ([TimeSpan]$Throttle.EndWorkHour).ToString('hh\:mm', [Globalization.CultureInfo]::InvariantCulture)
      'workKbps' = [long]([long]$Throttle.WorkHourBandwidth / 1024)
      'otherKbps' = [long]([long]$Throttle.NonWorkHourBandwidth / 1024)
    }
  }
  return @{ 'proxy' = $Proxy; 'bandwidth' = $Limit; 'passphraseSet' = ([string]$Setting.EncryptionSetting.EncryptionKeyStatus -eq 'Set') }
}
`;
const functions = [settingsFunctions];

export const getSettings = operation('get-settings', 'Get-VfSettings', { functions });

export const setProxy = operation(
  'set-proxy',
  powershell`
if (-not $In.use) { $null = Set-OBMachineSetting -NoProxy -Confirm:$false }
elseif ($In.user) {
  $Password = ConvertTo-VfSecure ([string]$Secrets['ProxyPassword'])
  $null = Set-OBMachineSetting -ProxyServer ([string]$In.server) -ProxyPort ([int]$In.port) -ProxyUsername ([string]$In.user) -ProxyPassword $Password -Confirm:$false
} else { $null = Set-OBMachineSetting -ProxyServer ([string]$In.server) -ProxyPort ([int]$In.port) -Confirm:$false }
Get-VfSettings
`,
  { functions, secrets: ['ProxyPassword'] },
);

export const setBandwidth = operation(
  'set-bandwidth',
  powershell`
if (-not $In.limit) { $null = Set-OBMachineSetting -NoThrottle -Confirm:$false }
else {
  $Days = [DayOfWeek[]]@($In.limit.days)
  $Work = [uint32]([long]$In.limit.workKbps * 1024)
  $Other = [uint32]([long]$In.limit.otherKbps * 1024)
  $null = Set-OBMachineSetting -WorkDay $Days -StartWorkHour ([TimeSpan][string]$In.limit.from) -EndWorkHour ([TimeSpan][string]$In.limit.to) -WorkHourBandwidth $Work -NonWorkHourBandwidth $Other -Confirm:$false
}
Get-VfSettings
`,
  { functions },
);

export const setPassphrase = operation(
  'set-passphrase',
  powershell`
$Phrase = ConvertTo-VfSecure ([string]$Secrets['Passphrase'])
$Pin = [string]$Secrets['SecurityPin']
if ($Pin -eq '') { $null = Set-OBMachineSetting -EncryptionPassphrase $Phrase -Confirm:$false }
else { $null = Set-OBMachineSetting -EncryptionPassphrase $Phrase -SecurityPin $Pin -Confirm:$false }
Get-VfSettings
`,
  { functions, secrets: ['Passphrase', 'SecurityPin'] },
);

export const getUsage = operation(
  'get-usage',
  powershell`
$Usage = Get-OBMachineUsage
@{ 'storageBytes' = [long]$Usage.StorageUsedByMachineInBytes }
`,
);

export const listNotifications = operation(
  'list-notifications',
  powershell`
$Found = @(Get-OBNotification | Where-Object { $_ } | ForEach-Object {
  @{
    'severity' = [string]$_.Severity
    'title' = [string]$_.Title
    'message' = [string]$_.Message
    'time' = (ConvertTo-VfTime $_.Time)
  }
})
@{ 'items' = $Found }
`,
);

export const renameVolume = operation(
  'rename-volume',
  powershell`
$null = Rename-OBVolume -OldVolumeName ([string]$In.oldName) -NewVolumeName ([string]$In.newName)
@{ 'oldName' = [string]$In.oldName; 'newName' = [string]$In.newName }
`,
);
