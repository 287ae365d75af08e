// The worker behind code.ts: one fresh QuickJS runtime per task, with a deadline, a memory limit, a clock that stands still and
// random numbers that follow from the step. No host object reaches the code; values cross as JSON text.
import { parentPort } from 'node:worker_threads';
import { getQuickJS, type QuickJSContext, type QuickJSHandle, type QuickJSWASMModule } from 'quickjs-emscripten';
import type { CodeReply, CodeTask } from './code.ts';

const outputBytes = 8 * 1024 * 1024;
const mostLogs = 200;

/** Runs before the code. `__now` and `__seed` are numbers; nothing of this is visible afterwards. */
const prelude = `(function (now, seed) {
  const RealDate = Date;
  const FixedDate = function (...parts) {
    if (!new.target) return new RealDate(now).toString();
    return parts.length === 0 ? new RealDate(now) : new RealDate(...parts);
  };
  FixedDate.prototype = RealDate.prototype;
  FixedDate.prototype.constructor = FixedDate;
  FixedDate.now = () => now;
  FixedDate.parse = RealDate.parse;
  FixedDate.UTC = RealDate.UTC;
  globalThis.Date = FixedDate;
  let state = seed >>> 0;
  Math.random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
})`;

function seedOf(text: string): number {
  let hash = 2_166_136_261;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619);
  return hash >>> 0;
}

function run(quickjs: QuickJSWASMModule, task: CodeTask): CodeReply {
  const runtime = quickjs.newRuntime();
  let late = false;
  const deadline = Date.now() + task.timeoutMs;
  runtime.setMemoryLimit(task.memoryMb * 1024 * 1024);
  runtime.setMaxStackSize(512 * 1024);
  runtime.setInterruptHandler(() => {
    late = Date.now() > deadline;
    return late;
  });
  const context = runtime.newContext();
  const logs: string[] = [];
  try {
    addConsole(context, logs);
    context.unwrapResult(context.evalCode(`${prelude}(${task.now}, ${seedOf(task.seed)})`)).dispose();
    using input = context.newString(task.input);
    context.setProp(context.global, '__input', input);
    const code = `(async function (input) { "use strict";\n${task.source}\n})((() => { const text = globalThis.__input; delete globalThis.__input; return JSON.parse(text); })()).then((value) => JSON.stringify(value === undefined ? null : value) ?? 'null')`;
    const made = context.evalCode(code, 'code.js');
    if (made.error) return failed(context, made.error, logs, late);
    using promise = made.value;
    for (;;) {
      const jobs = runtime.executePendingJobs(1_000);
      if (jobs.error) return failed(context, jobs.error, logs, late);
      if (jobs.value === 0) break;
    }
    const state = context.getPromiseState(promise);
    if (state.type === 'rejected') return failed(context, state.error, logs, late);
    if (state.type === 'pending')
      return late ? { kind: 'limit', what: 'time' } : { kind: 'failed', message: 'The code waits for something that never happens.', logs };
    const json = context.getString(state.value);
    state.value.dispose();
    return json.length > outputBytes ? { kind: 'limit', what: 'size' } : { kind: 'value', json, logs };
  } finally {
    try {
      context.dispose();
      runtime.dispose();
    } catch {
      // QuickJS asserts when it ran out of memory in an unlucky place. The module cannot be trusted after that.
      spoiled = true;
    }
  }
}

function addConsole(context: QuickJSContext, logs: string[]): void {
  using console = context.newObject();
  for (const level of ['log', 'info', 'warn', 'error', 'debug']) {
    using write = context.newFunction(level, (...parts) => {
      if (logs.length < mostLogs)
        logs.push(
          parts
            .map((part) => shown(context, part))
            .join(' ')
            .slice(0, 2_000),
        );
    });
    context.setProp(console, level, write);
  }
  context.setProp(context.global, 'console', console);
}

function shown(context: QuickJSContext, handle: QuickJSHandle): string {
  const value: unknown = context.dump(handle);
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}

function failed(context: QuickJSContext, error: QuickJSHandle, logs: readonly string[], late: boolean): CodeReply {
  const thrown = context.dump(error) as { readonly name?: string; readonly message?: string; readonly stack?: string } | string | null;
  error.dispose();
  if (late) return { kind: 'limit', what: 'time' };
  if (typeof thrown !== 'object' || thrown === null) return { kind: 'failed', message: String(thrown), logs };
  const { name = 'Error', message = '', stack = '' } = thrown;
  if (name === 'InternalError' && /out of memory/.test(message)) return { kind: 'limit', what: 'memory' };
  // The first line of the file is ours.
  const line = /code\.js:(\d+)/.exec(stack)?.[1];
  return { kind: 'failed', message: `${name}: ${message}${line ? ` (line ${Number(line) - 1})` : ''}`, logs };
}

let spoiled = false;
const quickjs = getQuickJS();

parentPort?.on('message', (task: CodeTask) => {
  void quickjs.then((module) => {
    let reply: CodeReply;
    try {
      reply = run(module, task);
    } catch (error) {
      // QuickJS runs out of memory while it builds its own error: what is left is a host error.
      spoiled = true;
      reply = /memory/i.test(String(error)) ? { kind: 'limit', what: 'memory' } : { kind: 'failed', message: String(error), logs: [] };
    }
    parentPort?.postMessage({ ...reply, spoiled } satisfies CodeReply & { spoiled: boolean });
  });
});
