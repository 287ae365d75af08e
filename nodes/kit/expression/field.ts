/**
 * Fields: a text with `{{ … }}` in it, and values (params) whose texts have them. A text that is one whole `{{ }}` keeps
 * the value's type, mixed text gives text. Plain data is handed back as it is: a result is never evaluated again.
 */
import { aroundSecret, isSecretHandle, type SecretHandle } from '../secret-handle.ts';
import { type Eval, errorOf, type Frame, failed, measure, newFrame } from './budget.ts';
import { compileSource } from './compile.ts';
import type { LocatedReference } from './compiler.ts';
import type { Compiled, ExprError, TextResult, ValuePath, ValueProblem, ValueResult } from './contract.ts';
import { isForbidden } from './members.ts';
import { joinTexts, textOf } from './operators.ts';
import { hasExpression, scan } from './scan.ts';

/** What compiling the texts of one value collects. */
interface Collector {
  readonly problems: ValueProblem[];
  readonly references: LocatedReference[];
  slots: number;
  varies: boolean;
  expressions: number;
}

const collector = (): Collector => ({ problems: [], references: [], slots: 0, varies: false, expressions: 0 });

/** Compiles one field. */
export function compileText(text: string): TextResult {
  if (!hasExpression(text)) return { compiled: constantOf(text) };
  const into = collector();
  const run = compileParts(text, [], into);
  return into.problems.length > 0 ? { problems: into.problems } : { compiled: program(run, into) };
}

/** Compiles every text inside a value; objects, lists and plain data stay as they are. */
export function compileValue(value: unknown): ValueResult {
  const into = collector();
  const run = compileInside(value, [], into);
  if (into.problems.length > 0) return { problems: into.problems };
  return { compiled: run === undefined ? constantOf(value) : program(run, into) };
}

function constantOf(value: unknown): Compiled {
  const result = { ok: true, value } as const;
  return { constant: true, references: [], evaluate: () => result };
}

function program(run: Eval, { references, slots, varies }: Collector): Compiled {
  return {
    constant: references.length === 0 && !varies,
    references,
    evaluate(scope) {
      try {
        const frame = newFrame(scope, slots);
        const value = run(frame);
        if (typeof value === 'object' ? value !== null : typeof value !== 'string') measure(frame, value);
        // JSON has no negative zero.
        return { ok: true, value: value === 0 ? 0 : value };
      } catch (thrown) {
        return { ok: false, error: thrown instanceof Located ? thrown.error : errorOf(thrown) };
      }
    },
  };
}

/** An error that already knows in which text of the value it happened. */
class Located extends Error {
  readonly error: ExprError;
  constructor(error: ExprError) {
    super(error.message);
    this.error = error;
  }
}

/** A closure for a value that holds expressions, or undefined for one that does not. */
function compileInside(value: unknown, path: ValuePath, into: Collector): Eval | undefined {
  if (typeof value === 'string') {
    if (!hasExpression(value)) return undefined;
    const run = compileParts(value, path, into);
    return path.length === 0 ? run : located(run, path);
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (path.length >= 100) {
    into.problems.push({ code: 'expression_not_allowed', message: 'The value is nested too deep.', from: 0, to: 0, path });
    return undefined;
  }
  if (Array.isArray(value)) return compileList(value, path, into);
  return compileObject(value as Record<string, unknown>, path, into);
}

/** Every text of a value has its own budget: a large table is not one large expression. */
function located(run: Eval, at: ValuePath): Eval {
  return (frame) => {
    try {
      frame.steps = frame.stepLimit;
      return run(frame);
    } catch (thrown) {
      throw thrown instanceof Located ? thrown : new Located({ ...errorOf(thrown), at });
    }
  };
}

function compileList(list: readonly unknown[], path: ValuePath, into: Collector): Eval | undefined {
  const runs = list.map((item, index) => compileInside(item, [...path, index], into));
  if (runs.every((run) => run === undefined)) return undefined;
  return (frame) => list.map((item, index) => runs[index]?.(frame) ?? (runs[index] ? null : item));
}

function compileObject(object: Record<string, unknown>, path: ValuePath, into: Collector): Eval | undefined {
  const parts = Object.keys(object).map((key) => ({ key, value: object[key], run: compileInside(object[key], [...path, key], into) }));
  if (parts.every(({ run }) => run === undefined)) return undefined;
  for (const { key } of parts) {
    if (isForbidden(key))
      into.problems.push({ code: 'expression_not_allowed', message: `"${key}" cannot be a key.`, from: 0, to: 0, path });
  }
  return (frame) => {
    const out: Record<string, unknown> = {};
    for (const { key, value, run } of parts) out[key] = run === undefined ? value : run(frame);
    return out;
  };
}

function compileParts(text: string, path: ValuePath, into: Collector): Eval {
  const parts = scan(text);
  const runs = parts.map((part): Eval | string => {
    if (part.kind === 'text') return part.text;
    if (!part.closed) {
      const message = "The expression that begins here has no }}. A literal {{ is written {{ '{{' }}.";
      into.problems.push({ code: 'expression_syntax', message, from: part.from - 2, to: part.from, path });
      return '';
    }
    return compilePart(text.slice(part.from, part.to), part.from, path, into);
  });
  const whole = runs.filter((run) => typeof run !== 'string' || run.trim() !== '');
  const [only] = whole;
  if (whole.length === 1 && typeof only === 'function') return only;
  return (frame) => mixed(frame, runs);
}

/** Text and values in turn. A secret stays closed: what stands around it travels with its handle. */
function mixed(frame: Frame, runs: readonly (Eval | string)[]): unknown {
  let out = '';
  let secret: SecretHandle | null = null;
  for (const run of runs) {
    const value = typeof run === 'string' ? run : run(frame);
    if (isSecretHandle(value)) {
      if (secret) throw failed('A text can hold one secret only. Put each into a field of its own.');
      secret = aroundSecret(value, out, '');
      out = '';
    } else out = joinTexts(frame, out, textOf(frame, value));
  }
  return secret ? aroundSecret(secret, '', out) : out;
}

function compilePart(source: string, base: number, path: ValuePath, into: Collector): Eval {
  const { compiler, run } = compileSource(source, base, path, into.slots);
  into.slots = compiler.slotCount;
  into.varies ||= compiler.varies;
  into.expressions++;
  into.problems.push(...compiler.problems.map((problem) => ({ ...problem, path })));
  into.references.push(...compiler.references);
  return run;
}

/** The references of one field, with the places of their names; empty pieces for what does not compile. */
export function locatedReferences(text: string): LocatedReference[] {
  const into = collector();
  if (hasExpression(text)) compileParts(text, [], into);
  return into.references;
}
