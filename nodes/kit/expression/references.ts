/**
 * Renames what expressions refer to, at the exact places where the names stand. A text whose expression cannot be read
 * keeps that expression as it is; parameters of arrows that happen to have the same name are left alone.
 */
import type { LocatedReference } from './compiler.ts';
import type { ReferenceRoot } from './contract.ts';
import { locatedReferences } from './field.ts';
import { hasExpression } from './scan.ts';

const stepRoots: readonly ReferenceRoot[] = ['steps', 'errors', 'status', 'loops'];

/** Rewrites `steps.<from>`, `errors.<from>`, `status.<from>`, `loops.<from>` to the new id; `inputs`, `memory` on demand. */
export function renameReferences(text: string, from: string, to: string, roots: readonly ReferenceRoot[] = stepRoots): string {
  if (!hasExpression(text)) return text;
  const places = locatedReferences(text).filter((reference) => reference.name === from && roots.includes(reference.root));
  let out = text;
  for (const place of places.sort((a, b) => b.nameFrom - a.nameFrom)) {
    const { from: start, insert } = replacement(text, place, to);
    out = out.slice(0, start) + insert + out.slice(place.nameTo);
  }
  return out;
}

const identifier = /^[A-Za-z_$][\w$]*$/;

/** The new name as it is written here; one that is no plain name takes the place of the dot too. */
function replacement(text: string, place: LocatedReference, to: string): { from: number; insert: string } {
  if (!place.quoted && identifier.test(to)) return { from: place.nameFrom, insert: to };
  const quote = place.quoted && text[place.nameFrom] === '"' ? '"' : "'";
  const quoted = quote + to.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote;
  if (place.quoted) return { from: place.nameFrom, insert: quoted };
  const from = place.from + place.root.length;
  return { from, insert: `${text.slice(from, place.nameFrom).includes('?') ? '?.' : ''}[${quoted}]` };
}

/** Renames in every text of a value; what does not change stays the same object. */
export function renameInValue(value: unknown, from: string, to: string, roots: readonly ReferenceRoot[] = stepRoots): unknown {
  if (typeof value === 'string') return renameReferences(value, from, to, roots);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const renamed = value.map((item) => renameInValue(item, from, to, roots));
    return renamed.some((item, i) => item !== value[i]) ? renamed : value;
  }
  const entries = Object.entries(value).map(([key, inner]) => [key, inner, renameInValue(inner, from, to, roots)] as const);
  if (entries.every(([, before, after]) => before === after)) return value;
  return Object.fromEntries(entries.map(([key, , after]) => [key, after]));
}
