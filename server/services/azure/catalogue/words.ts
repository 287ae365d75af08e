// What the SDK's type declarations say in words: of every property and every method, and which values are known for a text that
// may hold others too. Read as text; the declarations are generated and regular.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

export interface SdkWords {
  /** By interface and property: the sentence, and the type as written. */
  property(owner: string, name: string): { readonly says: string; readonly type: string } | undefined;
  /** Known values of a named type that may also hold others. */
  values(type: string): readonly string[] | undefined;
  method(group: string, name: string): string;
}

const sentence = (comment: string): string =>
  comment
    .split(/@param|###/)[0]
    ?.replace(/^\s*\/?\*+\/?/gm, '')
    .replace(/\*\/\s*$/, '')
    .replace(/\s+/g, ' ')
    .trim() ?? '';

export function readWords(): SdkWords {
  const main = createRequire(import.meta.url).resolve('@azure/arm-recoveryservicesbackup');
  const text = readFileSync(new URL('../types/arm-recoveryservicesbackup.d.ts', pathToFileURL(main)), 'utf8').replaceAll('\r\n', '\n');
  const owners = new Map<string, { body: string; parents: readonly string[] }>();
  for (const [, name = '', parents = '', body = ''] of text.matchAll(
    /export declare (?:interface|class) (\w+)(?: extends ([\w., ]+?))? \{\n([\s\S]*?)^\}/gm,
  ))
    owners.set(name, { body, parents: parents.split(',').flatMap((parent) => parent.trim() || []) });
  const known = new Map<string, string[]>();
  for (const [, name = '', body = ''] of text.matchAll(/export declare enum Known(\w+) \{\n([\s\S]*?)^\}/gm))
    known.set(
      name,
      [...body.matchAll(/= "([^"]*)"/g)].map(([, value = '']) => value),
    );
  const property: SdkWords['property'] = (owner, name) => {
    const found = owners.get(owner);
    if (!found) return undefined;
    const match = new RegExp(`(/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/)?\\s*(?:readonly )?${name}\\??: ([^;]+);`).exec(found.body);
    if (match) return { says: sentence(match[1] ?? ''), type: match[2] ?? '' };
    return found.parents.map((parent) => property(parent, name)).find((one) => one !== undefined);
  };
  return {
    property,
    values: (type) => known.get(type),
    method(group, name) {
      const client = owners.get('RecoveryServicesBackupClient')?.body ?? '';
      const owner = group === '' ? client : (owners.get(new RegExp(`\\b${group}: (\\w+);`).exec(client)?.[1] ?? '')?.body ?? '');
      const match = new RegExp(`(/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/)\\s*${name}\\(`).exec(owner);
      return sentence(match?.[1] ?? '');
    },
  };
}
