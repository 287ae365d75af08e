import { describe, expect, test } from 'vitest';
import { mountPassword, mountScripts } from './mount-script.ts';

const script = [
  'TargetPortalAddress="pod01-rec2.weu.backup.windowsazure.com"',
  'TargetPassword="a1b2c3d4e5f6a7b"',
  'InitiatorChapPassword="3b9c5c36f50c42"',
].join('\n');
const linux = { scriptContent: btoa(script), scriptExtension: '.py', osType: 'Linux', url: '', scriptNameSuffix: 'vm_weu_123_x' };
const windows = {
  scriptContent: '',
  scriptExtension: '.exe',
  osType: 'Windows',
  url: 'https://download.microsoft.com/IaaSVMILRExeForWindows.exe',
  scriptNameSuffix: `vm_weu_123_${'0'.repeat(32)}s3cr3tpassw0rd!9x`,
};
const status = (...clientScripts: readonly unknown[]) => ({ properties: { recoveryTarget: { clientScripts } } });

describe('a mount script', () => {
  test('carries no password when it goes into a result', () => {
    const [found] = mountScripts(status(linux));
    expect(found).toMatchObject({ os: 'Linux', fileName: 'vm_weu_123_x.py', url: null });
    expect(found?.content).toContain('TargetPassword="UserInput012345"');
    expect(JSON.stringify(found)).not.toContain('a1b2c3d4e5f6a7b');
    expect(JSON.stringify(found)).not.toContain('3b9c5c36f50c42');
  });

  test('for Windows is a download whose name is kept without the password', () => {
    const [found] = mountScripts(status(windows));
    expect(found).toEqual({
      os: 'Windows',
      fileName: `vm_weu_123_${'0'.repeat(32)}9x.exe`,
      content: null,
      url: 'https://download.microsoft.com/IaaSVMILRExeForWindows.exe',
    });
  });

  test('carries it nowhere, not even where the script repeats it', () => {
    const repeats = btoa(`${script}\necho "a1b2c3d4e5f6a7b" | sha256sum`);
    expect(mountScripts(status({ ...linux, scriptContent: repeats }))[0]?.content).not.toContain('a1b2c3d4e5f6a7b');
  });

  test('gives its password only when asked for it', () => {
    expect(mountPassword(status(linux))).toBe('a1b2c3d4e5f6a7b');
    expect(mountPassword(status(windows))).toBe('s3cr3tpassw0rd!');
    expect(mountPassword({ recoveryTarget: { clientScripts: [linux] } })).toBe('a1b2c3d4e5f6a7b');
    expect(mountPassword(status())).toBeNull();
  });

  test('keeps letters beyond ASCII', () => {
    const bytes = new TextEncoder().encode('# Wiederherstellung für Müller');
    const content = btoa(String.fromCharCode(...bytes));
    expect(mountScripts(status({ ...linux, scriptContent: content }))[0]?.content).toBe('# Wiederherstellung für Müller');
  });
});
