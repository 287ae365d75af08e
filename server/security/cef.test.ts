import { expect, test } from 'vitest';
import { cefLine } from './cef.ts';

const line = {
  seq: 7,
  at: Date.UTC(2026, 10, 22),
  projectId: 'default',
  actor: { kind: 'user', id: 'user_1', name: 'Ada' },
  action: 'session.refused',
  resource: 'bob',
  details: { failures: 3 },
  from: '192.0.2.7',
} as const;

test('a line that Sentinel reads, with the address and a severity', () => {
  expect(cefLine(line, '1.0')).toBe(
    'CEF:0|Vaultflow|Vaultflow|1.0|session.refused|session refused|7|rt=1795305600000 externalId=7 suid=user_1 suser=Ada cs1Label=project cs1=default cs2Label=actorKind cs2=user duid=bob src=192.0.2.7 msg={"failures":3}',
  );
});

test('what somebody typed as their name ends no field and begins no line', () => {
  const said = cefLine({ ...line, actor: { ...line.actor, name: 'x duid=root\nCEF:0|Fake|a\\' }, resource: 'a|b=c\r\nd' }, '1|0');
  expect(said.split('\n')).toHaveLength(1);
  expect(said).toContain('suser=x duid\\=root\\nCEF:0|Fake|a\\\\ ');
  expect(said).toContain('duid=a|b\\=c\\nd');
  expect(said.startsWith('CEF:0|Vaultflow|Vaultflow|1\\|0|')).toBe(true);
});
