// PowerShell of recovery: recovery points, files in them, restores here or from another server of the vault.
import { jobFunctions } from './jobs.ts';
import { operation } from './script.ts';
import { powershell } from './text.ts';

const recoveryFunctions = powershell`
function Get-VfSources($In) {
  if ([string]$In.server -eq '') { return @(Get-OBRecoverableSource) }
  $Server = Get-OBAlternateBackupServer | Where-Object { [string]$_.ServerName -eq [string]$In.server } | Select-Object -First 1
  if (-not $Server) { Stop-VfScript 'ServerNotFound' ('The vault has no backups of the server ' + [string]$In.server + '.') }
  return @(Get-OBRecoverableSource -Server $Server)
}

function Get-VfSource($In) {
  $Wanted = ([string]$In.source).TrimEnd('\')
  $Source = Get-VfSources $In | Where-Object { ([string]$_.FriendlyName).TrimEnd('\') -eq $Wanted } | Select-Object -First 1
  if (-not $Source) { Stop-VfScript 'SourceNotFound' ('Nothing called ' + [string]$In.source + ' was backed up from this server.') }
  return $Source
}

function Get-VfPoint($In) {
  $Points = @(Get-OBRecoverableItem -Source (Get-VfSource $In) | Sort-Object -Property 'PointInTime' -Descending)
  if ($Points.Count -eq 0) { Stop-VfScript 'PointNotFound' 'There is no recovery point yet.' }
  if ([string]$In.time -eq '') { return $Points[0] }
  $Wanted = ConvertTo-VfTime ([DateTime]::Parse([string]$In.time, [Globalization.CultureInfo]::InvariantCulture, [Globalization.DateTimeStyles]::RoundtripKind))
  $Point = $Points | Where-Object { (ConvertTo-VfTime $_.PointInTime) -eq $Wanted } | Select-Object -First 1
  if (-not $Point) { Stop-VfScript 'PointNotFound' ('There is no recovery point of ' + [string]$In.time + '.') }
  return $Point
}

function Get-VfChildren($Item, [int]$Most) {
  $Page = New-OBPagingContext
  $Found = @()
  while ($Found.Count -lt $Most) {
    $More = @(Get-OBRecoverableItem -ParentItem $Item -PagingContext $Page | Where-Object { $_ })
    if ($More.Count -eq 0) { break }
    $Found += $More
  }
  return $Found
}

function ConvertTo-VfFile($Item) {
  $Size = $null
  if ($Item.ItemSize) { $Size = [long]$Item.ItemSize }
  return @{ 'path' = ([string]$Item.ItemNameFriendly).TrimEnd('\'); 'isFolder' = [bool]$Item.IsDir; 'size' = $Size; 'modified' = (ConvertTo-VfTime $Item.ItemLastModifiedTime) }
}
`;
const functions = [recoveryFunctions];

export const listPoints = operation(
  'list-points',
  powershell`
if (([string]$In.source -eq '') -and ([string]$In.server -eq '')) {
  $Views = @(Get-OBAllRecoveryPoints | Where-Object { $_ } | ForEach-Object {
    $Time = ConvertTo-VfTime $_.BackupTime
    foreach ($Name in @($_.DataSources)) { @{ 'source' = [string]$Name; 'time' = $Time; 'server' = $env:COMPUTERNAME } }
  })
} else {
  $Sources = @(Get-VfSources $In)
  if ([string]$In.source -ne '') { $Sources = @(Get-VfSource $In) }
  $Views = @()
  foreach ($Source in $Sources) {
    foreach ($Point in @(Get-OBRecoverableItem -Source $Source)) {
      if (-not $Point) { continue }
      $Views += @{ 'source' = [string]$Source.FriendlyName; 'time' = (ConvertTo-VfTime $Point.PointInTime); 'server' = [string]$Source.ServerName }
    }
  }
}
@{ 'items' = @($Views | Sort-Object -Property { $_['time'] } -Descending) }
`,
  { functions },
);

export const findFiles = operation(
  'find-files',
  powershell`
$Point = Get-VfPoint $In
$Volume = ([string]$In.source).TrimEnd('\')
$Folder = ([string]$In.folder).TrimEnd('\')
if ($Folder -eq '') { $Folder = $Volume }
$Most = [int]$In.skip + [int]$In.take + 1
if ([string]$In.search -ne '') {
  $Page = New-OBPagingContext
  $Found = @()
  while ($Found.Count -lt $Most) {
    $More = @(Get-OBRecoverableItem -SearchString ([string]$In.search) -Location $Folder -RecoveryPoint $Point -PagingContext $Page | Where-Object { $_ })
    if ($More.Count -eq 0) { break }
    $Found += $More
  }
} else {
  $Item = $Point
  foreach ($Name in @($Folder.Substring($Volume.Length).Split('\') | Where-Object { $_ -ne '' })) {
    $Next = Get-VfChildren $Item 100000 | Where-Object { $_.IsDir -and ([string]$_.Name -eq $Name) } | Select-Object -First 1
    if (-not $Next) { Stop-VfScript 'FolderNotFound' ('The recovery point holds no folder ' + [string]$In.folder + '.') }
    $Item = $Next
  }
  $Found = @(Get-VfChildren $Item $Most)
}
@{ 'source' = [string]$In.source; 'time' = (ConvertTo-VfTime $Point.PointInTime); 'items' = @($Found | ForEach-Object { ConvertTo-VfFile $_ }) }
`,
  { functions },
);

export const restore = operation(
  'restore',
  powershell`
$Point = Get-VfPoint $In
if (([string]$In.server -ne '') -and ([string]$Secrets['Passphrase'] -eq '')) {
  Stop-VfScript 'PassphraseMissing' 'Restoring from another server needs the passphrase of that server.'
}
$Volume = ([string]$In.source).TrimEnd('\')
$Items = @()
foreach ($Wanted in @($In.paths)) {
  if (-not $Wanted) { continue }
  $Relative = ([string]$Wanted.path).TrimEnd('\').Substring($Volume.Length).TrimStart('\')
  $Items += New-OBRecoverableItem -OBRecoverableItem $Point -RelativePath $Relative -IsDir ([bool]$Wanted.isFolder)
}
if ($Items.Count -eq 0) { $Items = @($Point) }
$Choice = @{ 'OverwriteType' = [string]$In.overwrite }
if ([string]$In.destination -ne '') { $Choice['DestinationPath'] = [string]$In.destination }
if ($In.skipPermissions) { $Choice['SkipRestoreSecurity'] = $true }
$Option = New-OBRecoveryOption @Choice
$How = @{ 'RecoverableItem' = $Items; 'RecoveryOption' = $Option; 'Confirm' = $false }
if ([string]$Secrets['Passphrase'] -ne '') { $How['EncryptionPassphrase'] = ConvertTo-VfSecure ([string]$Secrets['Passphrase']) }
if (-not $In.wait) { $How['Async'] = $true }
$null = Start-OBRecovery @How
$Job = Get-OBJob | Select-Object -First 1
if ($In.wait -or (-not $Job)) { $Job = Get-OBJob -Previous 1 | Select-Object -First 1 }
@{ 'job' = (ConvertTo-VfJob $Job) }
`,
  { functions: [jobFunctions, recoveryFunctions], secrets: ['Passphrase'] },
);

export const listServers = operation(
  'list-servers',
  powershell`
@{ 'items' = @(Get-OBAlternateBackupServer | Where-Object { $_.ServerName } | ForEach-Object { @{ 'name' = [string]$_.ServerName } }) }
`,
);
