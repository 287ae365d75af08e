// The world outside the fleet: counts the calls of flows, by run and step, takes its time to answer, and so knows what was called
// again although the step behind it had been called already, which it may be only once this one is durable.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Call {
  readonly run: string;
  readonly step: number;
  readonly at: number;
  /** When it was answered, or given up by the caller; null: not yet. */
  ended: number | null;
  answered: boolean;
}

export interface Witness {
  readonly port: number;
  readonly url: string;
  readonly calls: readonly Call[];
  of(run: string): readonly Call[];
  /** Calls for steps that were finished before. */
  repeated(): readonly string[];
  close(): void;
}

/** `GET /?run=…&step=2&ms=100`: answered after so many milliseconds. */
export async function openWitness(): Promise<Witness> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://witness');
    const call: Call = {
      run: searchParams.get('run') ?? '',
      step: Number(searchParams.get('step')),
      at: Date.now(),
      ended: null,
      answered: false,
    };
    calls.push(call);
    const timer = setTimeout(
      () => {
        call.ended ??= Date.now();
        call.answered = true;
        response.setHeader('content-type', 'application/json').end('{"ok":true}');
      },
      Number(searchParams.get('ms')),
    );
    response.once('close', () => {
      clearTimeout(timer);
      call.ended ??= Date.now();
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  const of = (run: string) => calls.filter((call) => call.run === run);
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    calls,
    of,
    repeated() {
      const furthest = new Map<string, number>();
      return calls.flatMap(({ run, step }) => {
        const before = furthest.get(run) ?? -1;
        furthest.set(run, Math.max(before, step));
        return step < before ? [`${run} step ${step} after ${before}`] : [];
      });
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
