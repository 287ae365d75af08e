// A line of the audit in the Common Event Format, which Microsoft Sentinel and other collectors read. What a person has typed cannot
// end a field or begin a line of its own.
import type { AuditLine } from '../store/audit.ts';

const header = (text: string): string => text.replace(/[\\|]/g, (sign) => `\\${sign}`).replace(/[\r\n]+/g, ' ');
const value = (text: string): string =>
  text
    .replace(/[\\=]/g, (sign) => `\\${sign}`)
    .replace(/\r?\n|\r/g, '\\n')
    .slice(0, 4_000);

/** 0 to 10: what somebody should look at tonight stands above 6. */
function severity(action: string): number {
  if (/^session\.refused|^second-look\.rejected|^person\.(reset|delete)/.test(action)) return 7;
  if (/delete|^key\.|^groups\.|^project\.save|^person\.|^token\./.test(action)) return 5;
  return 3;
}

export function cefLine({ at, actor, action, resource, details, from, projectId, seq }: AuditLine, version: string): string {
  const fields: readonly (readonly [string, string])[] = [
    ['rt', String(at)],
    ['externalId', String(seq)],
    ['suid', actor.person ?? actor.id],
    ['suser', actor.name],
    ['cs1Label', 'project'],
    ['cs1', projectId],
    ['cs2Label', 'actorKind'],
    ['cs2', actor.kind],
    ['duid', resource],
    ...(from === null ? [] : [['src', from] as const]),
    ...(details === null ? [] : [['msg', JSON.stringify(details)] as const]),
  ];
  const words = action.replace(/[.-]/g, ' ');
  return `CEF:0|Vaultflow|Vaultflow|${header(version)}|${header(action)}|${header(words)}|${severity(action)}|${fields.map(([name, text]) => `${name}=${value(text)}`).join(' ')}`;
}
