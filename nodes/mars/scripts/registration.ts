// PowerShell of registration: vault credentials or a certificate of the machine; and of installing or updating the agent.
import { operation } from './script.ts';
import { powershell } from './text.ts';

const certificateFunctions = powershell`
function Get-VfCertificate($In) {
  $Certificate = Get-OBCertificateListFromLocalStore | Where-Object { [string]$_.Thumbprint -eq [string]$In.thumbprint } | Select-Object -First 1
  if (-not $Certificate) { Stop-VfScript 'CertificateNotFound' ('There is no certificate ' + [string]$In.thumbprint + ' in the store of the machine.') }
  return $Certificate
}
`;

export const register = operation(
  'register',
  powershell`
if ([string]$In.thumbprint -ne '') {
  $Service = Get-OBRecoveryService -Certificate (Get-VfCertificate $In) | Where-Object { [string]$_.ServiceResourceName -eq [string]$In.vaultName } | Select-Object -First 1
  if (-not $Service) { Stop-VfScript 'VaultNotFound' ('The certificate opens no vault called ' + [string]$In.vaultName + '.') }
  $null = Start-OBRegistration -RecoveryService $Service -Confirm:$false
} else {
  $File = [string]$In.credentialsFile
  $Own = $File -eq ''
  if ($Own) {
    $File = Join-Path -Path ([IO.Path]::GetTempPath()) -ChildPath ([Guid]::NewGuid().ToString() + '.VaultCredentials')
    [IO.File]::WriteAllText($File, [string]$Secrets['VaultCredentials'])
  }
  try { $null = Start-OBRegistration -VaultCredentials $File -Confirm:$false }
  finally { if ($Own) { Remove-Item -LiteralPath $File -Force } }
}
$Phrase = [string]$Secrets['Passphrase']
$Pin = [string]$Secrets['SecurityPin']
if ($Phrase -ne '') {
  if ($Pin -eq '') { $null = Set-OBMachineSetting -EncryptionPassphrase (ConvertTo-VfSecure $Phrase) -Confirm:$false }
  else { $null = Set-OBMachineSetting -EncryptionPassphrase (ConvertTo-VfSecure $Phrase) -SecurityPin $Pin -Confirm:$false }
}
$Config = Get-ItemProperty -Path 'HKLM:\SOFTWARE\Microsoft\Windows Azure Backup\Config'
@{
  'vault' = @{ 'name' = [string]$Config.ServiceResourceName; 'subscriptionId' = [string]$Config.SubscriptionId; 'resourceGroup' = [string]$Config.ResourceGroupName }
  'computer' = $env:COMPUTERNAME
  'passphraseSet' = ([string](Get-OBMachineSetting).EncryptionSetting.EncryptionKeyStatus -eq 'Set')
}
`,
  { functions: [certificateFunctions], secrets: ['VaultCredentials', 'Passphrase', 'SecurityPin'] },
);

export const listCertificates = operation(
  'list-certificates',
  powershell`
@{ 'items' = @(Get-OBCertificateListFromLocalStore | Where-Object { $_ } | ForEach-Object {
  @{ 'thumbprint' = [string]$_.Thumbprint; 'subject' = [string]$_.Subject; 'expires' = (ConvertTo-VfTime $_.NotAfter) }
}) }
`,
);

export const listRecoveryServices = operation(
  'list-recovery-services',
  powershell`
@{ 'items' = @(Get-OBRecoveryService -Certificate (Get-VfCertificate $In) | Where-Object { $_ } | ForEach-Object {
  @{ 'name' = [string]$_.ServiceResourceName; 'region' = [string]$_.Region }
}) }
`,
  { functions: [certificateFunctions] },
);

/** The installer must be signed by Microsoft before it is started. */
export const installAgent = operation(
  'install-agent',
  powershell`
$Before = Get-VfAgentVersion
[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12
$File = Join-Path -Path ([IO.Path]::GetTempPath()) -ChildPath ([Guid]::NewGuid().ToString() + '.exe')
try {
  Invoke-WebRequest -Uri ([string]$In.url) -OutFile $File -UseBasicParsing
  $Signature = Get-AuthenticodeSignature -LiteralPath $File
  if (([string]$Signature.Status -ne 'Valid') -or ($Signature.SignerCertificate.Subject -notmatch 'O=Microsoft Corporation')) {
    Stop-VfScript 'InstallerNotSigned' 'The installer is not signed by Microsoft Corporation. It was not started.'
  }
  $Process = Start-Process -FilePath $File -ArgumentList @('/q', '/nu') -Wait -PassThru
  if ($Process.ExitCode -ne 0) { Stop-VfScript 'InstallerFailed' ('The installer ended with exit code ' + [string]$Process.ExitCode + '.') }
} finally { Remove-Item -LiteralPath $File -Force -ErrorAction 'SilentlyContinue' }
$Config = Get-ItemProperty -Path 'HKLM:\SOFTWARE\Microsoft\Windows Azure Backup\Config' -ErrorAction 'SilentlyContinue'
@{ 'before' = $Before; 'after' = (Get-VfAgentVersion); 'registered' = (($null -ne $Config) -and (-not [string]::IsNullOrEmpty([string]$Config.ServiceResourceName))) }
`,
  { needsModule: false },
);
