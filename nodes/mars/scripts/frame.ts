// What every MARS script has in common: strict errors, the module path as Windows keeps it for machines, times and secrets in one
// form, and the answer between markers. Answers are cut to the room that the way back has.
import { powershell } from './text.ts';

export const prologue = powershell`
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'

function ConvertTo-VfTime($Value) {
  if ($null -eq $Value) { return $null }
  $Time = [DateTime]$Value
  if ($Time.Year -lt 1990) { return $null }
  return $Time.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ', [Globalization.CultureInfo]::InvariantCulture)
}

function ConvertTo-VfSecure([string]$Text) {
  return (ConvertTo-SecureString -String $Text -AsPlainText -Force)
}

function Stop-VfScript([string]$Id, [string]$Message) {
  $Problem = New-Object -TypeName 'System.InvalidOperationException' -ArgumentList $Message
  throw (New-Object -TypeName 'System.Management.Automation.ErrorRecord' -ArgumentList $Problem, $Id, 'InvalidOperation', $null)
}

function Get-VfAgentVersion {
  $Setup = Get-ItemProperty -Path 'HKLM:\SOFTWARE\Microsoft\Windows Azure Backup\Setup' -ErrorAction 'SilentlyContinue'
  if ($null -eq $Setup) { return $null }
  $Engine = Join-Path -Path $Setup.InstallPath -ChildPath 'bin\cbengine.exe'
  if (-not (Test-Path -LiteralPath $Engine)) { return $null }
  return (Get-Item -LiteralPath $Engine).VersionInfo.ProductVersion
}

function ConvertTo-VfJson($Value) {
  $Json = ConvertTo-Json -InputObject $Value -Depth 8 -Compress
  return [regex]::Replace($Json, '[^\x20-\x7e]|@', { param($Match) '\u{0:x4}' -f [int][char]$Match.Value })
}

function Format-VfAnswer($Envelope, [int]$Room) {
  $Json = ConvertTo-VfJson $Envelope
  if ($Json.Length -le $Room) { return '@@VF@@' + $Json + '@@/VF@@' }
  $Bytes = [Text.Encoding]::ASCII.GetBytes($Json)
  $Memory = New-Object -TypeName 'System.IO.MemoryStream'
  $Zip = New-Object -TypeName 'System.IO.Compression.GZipStream' -ArgumentList $Memory, ([IO.Compression.CompressionMode]::Compress)
  $Zip.Write($Bytes, 0, $Bytes.Length)
  $Zip.Dispose()
  $Packed = [Convert]::ToBase64String($Memory.ToArray())
  if ($Packed.Length -le $Room) { return '@@VFZ@@' + $Packed + '@@/VFZ@@' }
  return $null
}

function Write-VfAnswer($About, $Data, $In) {
  $Room = 3500
  if ($In.room) { $Room = [int]$In.room }
  $Envelope = $About.Clone()
  $Envelope['data'] = $Data
  $Text = $null
  if ($Data.ContainsKey('items')) {
    $All = @($Data['items'])
    $Skip = [int]$In.skip
    $Take = $All.Count
    if ($In.take) { $Take = [int]$In.take }
    $Rest = @($All | Select-Object -Skip $Skip -First $Take)
    $Count = $Rest.Count
    while ($true) {
      $Data['items'] = @($Rest | Select-Object -First $Count)
      $Data['total'] = $All.Count
      $Data['next'] = $null
      if (($Skip + $Count) -lt $All.Count) { $Data['next'] = $Skip + $Count }
      $Text = Format-VfAnswer $Envelope $Room
      if (($null -ne $Text) -or ($Count -eq 0)) { break }
      $Count = [int][Math]::Floor($Count / 2)
    }
  } else {
    $Text = Format-VfAnswer $Envelope $Room
  }
  if ($null -eq $Text) { Stop-VfScript 'ResultTooLarge' 'The result does not fit.' }
  Write-Output $Text
}
`.trim();

export const epilogue = powershell`
try {
  $env:PSModulePath = (Get-ItemProperty -Path 'HKLM:\System\CurrentControlSet\Control\Session Manager\Environment' -Name 'PSModulePath').PSModulePath
  $VfIn = ConvertFrom-Json -InputObject ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($Request)))
  if ($VfNeedsModule) { Import-Module -Name 'MSOnlineBackup' }
  $VfData = & $VfOperation $VfIn $VfSecrets | Select-Object -Last 1
  $VfAbout = @{ 'ok' = $true; 'agent' = (Get-VfAgentVersion); 'computer' = $env:COMPUTERNAME }
  Write-VfAnswer $VfAbout $VfData $VfIn
} catch {
  $VfProblem = @{ 'id' = [string]$_.FullyQualifiedErrorId; 'category' = [string]$_.CategoryInfo.Category; 'message' = [string]$_.Exception.Message }
  if ($VfProblem['message'].Length -gt 1500) { $VfProblem['message'] = $VfProblem['message'].Substring(0, 1500) }
  Write-Output ('@@VF@@' + (ConvertTo-VfJson @{ 'ok' = $false; 'error' = $VfProblem }) + '@@/VF@@')
  exit 1
}
`.trim();
