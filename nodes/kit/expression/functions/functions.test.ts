import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { compileText } from '../expression.ts';
import { sampleScope } from '../sample-scope.ts';
import { digest, toHex } from './digest.ts';
import { windowsZones } from './windows-zones.ts';

function run(source: string) {
  const result = compileText(`{{ ${source} }}`);
  if ('problems' in result) throw new Error(`${source}: ${JSON.stringify(result.problems)}`);
  return result.compiled.evaluate(sampleScope);
}

function value(source: string): unknown {
  const result = run(source);
  if (!result.ok) throw new Error(`${source}: ${result.error.message}`);
  return result.value;
}

describe('formatDateTime', () => {
  const night = "'2026-03-05T09:07:03.045Z'";
  it.each([
    ['d', '3/5/2026'],
    ['D', 'Thursday, March 5, 2026'],
    ['f', 'Thursday, March 5, 2026 9:07 AM'],
    ['F', 'Thursday, March 5, 2026 9:07:03 AM'],
    ['g', '3/5/2026 9:07 AM'],
    ['G', '3/5/2026 9:07:03 AM'],
    ['m', 'March 5'],
    ['o', '2026-03-05T09:07:03.0450000Z'],
    ['r', 'Thu, 05 Mar 2026 09:07:03 GMT'],
    ['s', '2026-03-05T09:07:03'],
    ['t', '9:07 AM'],
    ['T', '9:07:03 AM'],
    ['u', '2026-03-05 09:07:03Z'],
    ['y', 'March 2026'],
    ['yyyy-MM-dd HH:mm:ss.fff', '2026-03-05 09:07:03.045'],
    ['yy/M/d h:m:s t', '26/3/5 9:7:3 A'],
    ['ddd dd MMM', 'Thu 05 Mar'],
    ['%d', '5'],
    ['\\\\d d', 'd 5'],
    ['"day" d', 'day 5'],
    ['fffffff FFF', '0450000 045'],
    ['FF', '04'],
    ['K z zz zzz', 'Z +0 +00 +00:00'],
  ])('writes %s as .NET does', (format, written) => {
    expect(value(`formatDateTime(${night}, '${format}')`)).toBe(written);
  });
  it('writes midnight and noon', () => {
    expect(value("formatDateTime('2026-01-01T00:05:00Z', 'hh:mm tt HH')")).toBe('12:05 AM 00');
    expect(value("formatDateTime('2026-01-01T12:05:00Z', 'h:mm tt')")).toBe('12:05 PM');
  });
  it('takes a zone and a language', () => {
    expect(value("formatDateTime('2026-07-01T22:30:00Z', 'dddd d. MMMM HH:mm zzz', 'Europe/Berlin', 'de-DE')")).toBe(
      'Donnerstag 2. Juli 00:30 +02:00',
    );
  });
  it('refuses what it does not know', () => {
    for (const source of [
      `formatDateTime(${night}, 'q')`,
      `formatDateTime(${night}, 'D', 'Mars/Base')`,
      `formatDateTime(${night}, 'D', 'UTC', 'no_locale!')`,
    ])
      expect(run(source)).toMatchObject({ ok: false, error: { code: 'expression_failed' } });
  });
});

describe('time zones', () => {
  it.each([
    ['2026-03-29T00:59:59Z', '2026-03-29T01:59:59.000+01:00'],
    ['2026-03-29T01:00:00Z', '2026-03-29T03:00:00.000+02:00'],
    ['2026-10-25T00:30:00Z', '2026-10-25T02:30:00.000+02:00'],
    ['2026-10-25T01:30:00Z', '2026-10-25T02:30:00.000+01:00'],
  ])('follow the change of clocks: %s', (instant, local) => {
    expect(value(`convertFromUtc('${instant}', 'Europe/Berlin')`)).toBe(local);
  });
  it.each([
    ['2026-03-29T02:30:00', '2026-03-29T01:30:00.000Z'],
    ['2026-10-25T02:30:00', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25T03:00:00', '2026-10-25T02:00:00.000Z'],
  ])('resolve hours that are skipped or doubled: %s', (wall, instant) => {
    expect(value(`convertToUtc('${wall}', 'W. Europe Standard Time')`)).toBe(instant);
  });
  it('may be half hours, and a time with its own offset keeps its meaning', () => {
    expect(value("convertFromUtc('2026-01-01T00:00:00Z', 'India Standard Time')")).toBe('2026-01-01T05:30:00.000+05:30');
    expect(value("convertToUtc('2026-01-01T00:00:00-03:30', 'Europe/Berlin')")).toBe('2026-01-01T03:30:00.000Z');
  });
  it('have Windows names that all lead to a zone of this platform', () => {
    expect(windowsZones.size).toBeGreaterThan(135);
    for (const iana of windowsZones.values()) expect(() => new Intl.DateTimeFormat('en-US', { timeZone: iana }), iana).not.toThrow();
  });
});

describe('timestamps', () => {
  it.each([
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31T22:10', '2026-01-31T22:10:00.000Z'],
    ['2026-01-31 22:10:05', '2026-01-31T22:10:05.000Z'],
    ['2026-01-31T22:10:05.1234567Z', '2026-01-31T22:10:05.123Z'],
    ['2026-01-31T22:10:05+02:00', '2026-01-31T20:10:05.000Z'],
    ['2026-01-31T22:10:05-0130', '2026-01-31T23:40:05.000Z'],
    ['Sat, 31 Jan 2026 22:10:05 GMT', '2026-01-31T22:10:05.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('%s is read', (text, time) => {
    expect(value(`addSeconds('${text}', 0)`)).toBe(time);
  });
  it.each([
    '1/2/2026',
    '31.01.2026',
    '2026-02-29',
    '2026-13-01',
    '2026-01-01T24:00:00',
    '2026-01-01T10',
    'yesterday',
    '',
    '2026-01-01T10:61:00Z',
    '99999-01-01',
  ])('"%s" is refused, not guessed', (text) => {
    expect(run(`addDays('${text}', 1)`)).toMatchObject({ ok: false, error: { code: 'expression_failed' } });
    expect(value(`isTime('${text}')`)).toBe(false);
  });
  it('move by months and years to a day that exists', () => {
    expect(value("addToTime('2026-10-31T08:00:00Z', 1, 'Month', 'yyyy-MM-dd')")).toBe('2026-11-30');
    expect(value("addToTime('2024-02-29', 1, 'years', 'yyyy-MM-dd')")).toBe('2025-02-28');
    expect(value("subtractFromTime('2026-03-31T01:02:03Z', 1, 'Month')")).toBe('2026-02-28T01:02:03.000Z');
    expect(value("addMonths('1969-12-31T23:00:00Z', -1)")).toBe('1969-11-30T23:00:00.000Z');
  });
  it('beyond the calendar fail', () => {
    expect(run("addDays('2026-01-01', 1000000000)")).toMatchObject({ ok: false, error: { code: 'expression_failed' } });
    expect(run("addMonths('2026-01-01', 100000000)")).toMatchObject({ ok: false });
  });
});

describe('durations', () => {
  it.each([
    ["secondsOf('P7D')", 604_800],
    ["secondsOf('-PT5M')", -300],
    ['duration(90061.5)', 'P1DT1H1M1.5S'],
    ['duration(0)', 'PT0S'],
    ['formatDuration(59.4)', '59 s'],
    ['formatDuration(250)', '4 min 10 s'],
    ['formatDuration(86400)', '1 d'],
    ['formatDuration(0)', '0 s'],
    ["dateDifference('2026-01-02', '2026-01-01T12:00:00.5Z')", '-11:59:59.500'],
  ])('%s', (source, result) => {
    expect(value(source)).toBe(result);
  });
});

describe('numbers', () => {
  it.each([
    ['round(2.5)', 3],
    ['round(-2.5)', -3],
    ['round(1e21, 2)', 1e21],
    ['round(0.1 + 0.2, 10)', 0.3],
    ["formatNumber(1234.5, 'N0')", '1,235'],
    ["formatNumber(-1234.5, 'F1')", '-1234.5'],
    ["formatNumber(0.256, 'P1')", '25.6%'],
    ["formatNumber(7, 'D3')", '007'],
    ["formatNumber(255, 'x4')", '00ff'],
    ["formatNumber(1234.5, 'E2')", '1.23E+003'],
    ["formatNumber(3, '000.0#')", '003.0'],
    ["formatNumber(1234.56, 'N2', 'de-DE')", '1.234,56'],
    ["formatNumber(12, '#,##0 GB')", '12 GB'],
    ['formatBytes(1023)', '1,023 bytes'],
    ['formatBytes(1099511627776, 2)', '1 TB'],
    ['min([])', null],
    ["int('12') + int(3.9) + int(true)", 16],
    ["average([{ a: 1 }, { a: null }, { a: 3 }], 'a')", 2],
  ])('%s', (source, result) => {
    expect(value(source)).toBe(result);
  });
});

describe('Azure ids', () => {
  const item =
    '/Subscriptions/S1/resourcegroups/rg%20one/providers/Microsoft.RecoveryServices/vaults/v1/backupFabrics/Azure/protectionContainers/iaasvmcontainer%3Bx/protectedItems/vm%3Bx';
  it('are taken apart whatever their case, decoded', () => {
    expect(value(`parseResourceId('${item}')`)).toMatchObject({
      subscriptionId: 'S1',
      resourceGroup: 'rg one',
      type: 'Microsoft.RecoveryServices/vaults/backupFabrics/protectionContainers/protectedItems',
      name: 'vm;x',
      names: { vaults: 'v1', protectionContainers: 'iaasvmcontainer;x' },
    });
    expect(value(`sameResource('${item}', '${item.toUpperCase().replaceAll('%3B', ';')}/')`)).toBe(true);
  });
  it('of groups and subscriptions have no provider', () => {
    expect(value("parseResourceId('/subscriptions/s/resourceGroups/rg')")).toMatchObject({
      resourceGroup: 'rg',
      provider: null,
      name: 'rg',
    });
    expect(run("resourceName('vault-we')")).toMatchObject({ ok: false });
  });
});

describe('conversions', () => {
  it('make the SHA-256 that everybody makes', () => {
    for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]) {
      const text = 'ü'.repeat(length >> 1) + 'x'.repeat(length & 1);
      expect(toHex(digest(text))).toBe(createHash('sha256').update(text).digest('hex'));
    }
  });
  it('keep every character through Base64 and back', () => {
    expect(value("base64ToString(base64('Ä€😀'))")).toBe('Ä€😀');
    expect(run("base64ToString('!!')")).toMatchObject({ ok: false });
    expect(value("length(base64('x'.repeat(100000)))")).toBe(133_336);
  });
  it('make texts harmless for spreadsheets and pages', () => {
    expect(value("csv([{ a: '=1+1', b: -1 }, { a: 'x\"y', c: null }])")).toBe('a,b,c\r\n\'=1+1,-1,\r\n"x""y",,');
    expect(value("csv([{ a: 1, b: 2 }], ['b'])")).toBe('b\r\n2');
    expect(value("htmlTable([{ a: '<script>' }])")).toContain('&lt;script&gt;');
  });
});
