/**
 * Completion in a field: what can stand at the cursor, from the names of the scope, the members that upstream results
 * are known to have, the methods of their type, and the functions with their examples. It runs nothing.
 */
import type { AnyNode } from 'acorn';
import { isRoot } from './compiler.ts';
import type { Completion, CompletionContext, NamedSource } from './contract.ts';
import { type Cursor, cursorAt } from './cursor.ts';
import { allFunctions } from './functions/table.ts';
import { infer } from './infer.ts';
import { methodsOf } from './methods.ts';
import { transparent } from './names.ts';
import { membersOf, preview, type Shape, typeOf } from './shape.ts';

type Candidate = Pick<Completion, 'label' | 'insert' | 'kind' | 'detail' | 'info'>;

export function complete(text: string, cursor: number, context: CompletionContext): Completion[] {
  const place = cursorAt(text, cursor, context);
  if (place === undefined) return [];
  const candidates = place.object === undefined ? names(place, context) : members(place.object, place, context);
  return ranked(candidates, place.word).map((candidate) => positioned(candidate, place, text));
}

/** Those that begin with the word, then those that contain it; in the order in which they were found. */
function ranked(candidates: readonly Candidate[], word: string): Candidate[] {
  const wanted = word.toLowerCase();
  const begins = candidates.filter(({ label }) => label.toLowerCase().startsWith(wanted));
  const contains = candidates.filter(({ label }) => !label.toLowerCase().startsWith(wanted) && label.toLowerCase().includes(wanted));
  return [...begins, ...contains];
}

const identifier = /^[A-Za-z_$][\w$]*$/;

/** A member whose name needs quotes replaces the dot before it; inside an open quote the quote is closed. */
function positioned(candidate: Candidate, { access, from, to }: Cursor, text: string): Completion {
  const { label, kind } = candidate;
  if (access?.quote !== undefined) {
    const escaped = label.replaceAll('\\', '\\\\').replaceAll(access.quote, `\\${access.quote}`);
    const closed = text.slice(to).startsWith(access.quote);
    return { ...candidate, insert: closed ? escaped : `${escaped}${access.quote}]`, from, to };
  }
  if (access === undefined || kind !== 'member' || identifier.test(label)) return { ...candidate, from, to };
  const key = `'${label.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  return { ...candidate, insert: `${access.optional ? '?.' : ''}[${key}]`, from: access.from, to };
}

function described(shape: Shape, about?: string): Pick<Candidate, 'detail' | 'info'> {
  const type = typeOf(shape);
  const info = [about, preview(shape.sample)].filter((line) => line !== undefined).join('\n');
  return { ...(type === undefined ? {} : { detail: type }), ...(info === '' ? {} : { info }) };
}

function names({ known }: Cursor, context: CompletionContext): Candidate[] {
  const parameters = [...known].map(([label, shape]): Candidate => ({ label, insert: label, kind: 'name', ...described(shape) }));
  return [...parameters, ...rootNames(context), ...functionNames];
}

const rootInfo = {
  item: 'The item of the innermost loop.',
  index: 'The number of the round, from 0.',
  steps: 'The results of the steps before this one: steps.<id>.',
  inputs: 'What the run was given.',
  trigger: 'What started the run: type, at, body, headers.',
  errors: 'Why a step failed: errors.<id>.message.',
  status: 'How a step ended: status.<id>.',
  loops: 'Outer loops: loops.<id>.item and loops.<id>.index.',
  memory: 'What the flow remembers from run to run.',
  run: 'This run: its id and its flow.',
} as const;

function rootNames(context: CompletionContext): Candidate[] {
  return Object.entries(rootInfo).flatMap(([label, info]): Candidate[] => {
    if (!isRoot(label)) return [];
    if ((label === 'item' || label === 'index') && context.item === undefined) return [];
    if (label === 'loops' && !context.loops?.length) return [];
    return [{ label, insert: label, kind: 'name', info }];
  });
}

const functionNames: readonly Candidate[] = allFunctions.map(({ entry, max }) => ({
  label: entry.name,
  insert: max === 0 ? `${entry.name}()` : `${entry.name}(`,
  kind: 'function',
  detail: entry.signature,
  info: `${entry.summary}\n${entry.example.expr} → ${JSON.stringify(entry.example.result)}`,
}));

function ids(sources: readonly NamedSource[]): Candidate[] {
  return sources.map((source) => ({
    label: source.id,
    insert: source.id,
    kind: 'step',
    ...described(source),
    ...(source.title === undefined ? {} : { detail: source.title }),
  }));
}

function members(given: AnyNode, { known, access }: Cursor, context: CompletionContext): Candidate[] {
  const object = transparent(given);
  if (object.type === 'Identifier' && !known.has(object.name)) {
    if (object.name === 'loops') return ids(context.loops ?? []);
    if (object.name === 'steps' || object.name === 'errors' || object.name === 'status') return ids(context.steps);
  }
  const shape = infer(object, known, context);
  const data = membersOf(shape).map(
    (member): Candidate => ({ label: member.name, insert: member.name, kind: 'member', ...described(member.shape, member.about) }),
  );
  return access?.quote === undefined ? [...data, ...methodNames(shape)] : data;
}

const noArguments = /^(?:to(?:Upper|Lower)Case|trim|trimStart|trimEnd|reverse|toReversed|toString|sort|toSorted|flat)$/;

function methodNames(shape: Shape): Candidate[] {
  const type = typeOf(shape);
  if (type !== 'text' && type !== 'list' && type !== 'number' && type !== 'boolean') return [];
  const length: Candidate[] =
    type === 'text' || type === 'list' ? [{ label: 'length', insert: 'length', kind: 'member', detail: 'number' }] : [];
  const methods = methodsOf(type).map((label): Candidate => {
    return { label, insert: noArguments.test(label) ? `${label}()` : `${label}(`, kind: 'method', detail: `of a ${type}` };
  });
  return [...length, ...methods];
}
