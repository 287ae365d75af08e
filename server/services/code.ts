// JavaScript of a code node, run by QuickJS (WebAssembly) in a worker: it sees its input and nothing else. One worker works at a
// time and is kept for a while; what does not keep its deadline is ended together with its worker.
import { Worker } from 'node:worker_threads';
import type { CodeCapability } from '../../nodes/kit/capabilities.ts';
import { type FailureError, fail } from '../../nodes/kit/errors.ts';
import type { Json } from '../../nodes/kit/json.ts';

export interface CodeTask {
  readonly source: string;
  /** JSON text. */
  readonly input: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly now: number;
  readonly seed: string;
}

export type CodeReply =
  | { readonly kind: 'value'; readonly json: string; readonly logs: readonly string[] }
  | { readonly kind: 'failed'; readonly message: string; readonly logs: readonly string[] }
  | { readonly kind: 'limit'; readonly what: 'time' | 'memory' | 'size' };

const idleMs = 30_000;
/** QuickJS stops itself at the deadline; this long later the worker is ended from outside. */
const patienceMs = 1_000;
const startMs = 10_000;

export interface CodeSandbox extends CodeCapability {
  close(): Promise<void>;
}

type Spoilable = CodeReply & { readonly spoiled: boolean };

interface Shop {
  readonly worker: Worker;
  /** It has loaded the WebAssembly: from then on the deadline alone counts. */
  ready: boolean;
  reply: (reply: Spoilable | Error) => void;
}

export function createCode(): CodeSandbox {
  let shop: Shop | null = null;
  let idle: NodeJS.Timeout | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const end = async () => {
    clearTimeout(idle);
    const closed = shop;
    shop = null;
    await closed?.worker.terminate();
  };

  const open = (): Shop => {
    const worker = new Worker(new URL('./code-worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 128 }, env: {} });
    const opened: Shop = { worker, ready: false, reply: () => undefined };
    worker.on('message', (reply: Spoilable) => opened.reply(reply));
    worker.on('error', (error) => opened.reply(error as Error));
    return opened;
  };

  const ask = (task: CodeTask): Promise<CodeReply> =>
    new Promise((resolve, reject) => {
      clearTimeout(idle);
      shop ??= open();
      const asked = shop;
      asked.worker.ref();
      const settle = (act: () => void, keep: boolean) => {
        clearTimeout(deadline);
        asked.reply = () => undefined;
        asked.worker.unref();
        if (keep) idle = setTimeout(() => void end(), idleMs).unref();
        else void end();
        act();
      };
      const deadline = setTimeout(
        () => settle(() => resolve({ kind: 'limit', what: 'time' }), false),
        task.timeoutMs + (asked.ready ? patienceMs : startMs),
      );
      asked.reply = (reply) => {
        asked.ready = true;
        if (!(reply instanceof Error)) return settle(() => resolve(reply), !reply.spoiled);
        const outOfMemory = (reply as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
        settle(() => (outOfMemory ? resolve({ kind: 'limit', what: 'memory' }) : reject(reply)), false);
      };
      asked.worker.postMessage(task);
    });

  return {
    async run(source, input, limits) {
      const task: CodeTask = { source, input: JSON.stringify(input), ...limits };
      const turn = queue.then(() => ask(task));
      queue = turn.catch(() => undefined);
      const reply = await turn;
      if (reply.kind === 'limit') throw limitFailure(reply.what, limits);
      if (reply.kind === 'failed')
        throw fail('code_failed', reply.message, reply.logs.length > 0 ? { cause: reply.logs.slice(-20).join('\n') } : {});
      return { value: JSON.parse(reply.json) as Json, logs: reply.logs };
    },
    close: end,
  };
}

function limitFailure(what: 'time' | 'memory' | 'size', limits: { readonly timeoutMs: number; readonly memoryMb: number }): FailureError {
  if (what === 'time') return fail('code_limit', `The code did not end within ${limits.timeoutMs / 1000} seconds.`);
  if (what === 'memory') return fail('code_limit', `The code needed more than ${limits.memoryMb} MB of memory.`);
  return fail('output_too_large', 'The code gave back more than 8 MB.');
}
