/**
 * Warns, for the preview, where an expression reads a member of null: allowed, and null again, but often a misspelt name
 * or a step that was skipped. It looks at the values of a scope and changes nothing.
 */
import type { NullWarning, Reference, Scope } from './contract.ts';
import { readComputed } from './members.ts';

export function nullWarnings(references: readonly Reference[], scope: Scope): NullWarning[] {
  return references.flatMap((reference): NullWarning[] => {
    try {
      const message = missing(reference, scope);
      return message === undefined ? [] : [{ message, from: reference.from, to: reference.to, at: reference.at }];
    } catch {
      // A scope that cannot give the value makes the evaluation fail; that is told there.
      return [];
    }
  });
}

function missing(reference: Reference, scope: Scope): string | undefined {
  let [value, shown] = start(reference, scope);
  for (const [i, name] of reference.path.entries()) {
    if (value === null || value === undefined) return `${shown} is null here, so .${reference.path.slice(i).join('.')} is null too.`;
    value = readComputed(value, name);
    shown = /^\d+$/.test(name) ? `${shown}[${name}]` : `${shown}.${name}`;
  }
  return undefined;
}

function start({ root, name }: Reference, scope: Scope): [value: unknown, shown: string] {
  if (name === null) return [root === 'index' ? scope.index : root === 'item' ? scope.item : scope[root as 'inputs'], root];
  const shown = `${root}.${name}`;
  if (root === 'steps') return [scope.step(name), shown];
  if (root === 'errors') return [scope.error(name), shown];
  if (root === 'status') return [scope.status(name), shown];
  if (root === 'loops') return [scope.loop(name), shown];
  return [readComputed(scope[root as 'inputs'], name), shown];
}
