// The live stream of the server as events with their journal sequence: one EventSource per tab, opened again where it broke.
// It interprets nothing.
import type { StreamEvent } from '../../nodes/kit/wire/runs.ts';
import { namedProject, urlOf } from '../api.ts';

export interface StreamFilter {
  readonly run?: string;
  readonly flow?: string;
  /** Step keys of loops whose inner steps are wanted. */
  readonly loops?: readonly string[];
}

export interface StreamListener {
  readonly onEvent: (event: StreamEvent, seq: number | null) => void;
  /** The stream is open, for the first time or again. */
  readonly onOpen?: () => void;
  /** The stream broke; it is being opened again. */
  readonly onBroken?: () => void;
}

const eventTypes = ['run', 'step', 'progress', 'flow', 'reset'] as const;

/** Opens the stream after a sequence (or from now on) and keeps it open. Returns how to end it. */
export function openStream(filter: StreamFilter, after: number | null, listener: StreamListener): () => void {
  let last = after;
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let closed = false;

  const open = () => {
    source = new EventSource(
      urlOf('events', {
        query: {
          run: filter.run,
          flow: filter.flow,
          loops: filter.loops?.length ? filter.loops.join(',') : undefined,
          after: last ?? undefined,
          project: namedProject(),
        },
      }),
    );
    source.onopen = () => {
      failures = 0;
      listener.onOpen?.();
    };
    for (const type of eventTypes)
      source.addEventListener(type, (message) => {
        const { data, lastEventId } = message as MessageEvent<string>;
        const seq = lastEventId === '' ? null : Number(lastEventId);
        if (seq !== null && Number.isFinite(seq)) last = Math.max(last ?? 0, seq);
        // Live-only events repeat the last id of the stream; they carry no sequence of their own.
        listener.onEvent({ type, ...(JSON.parse(data || '{}') as object) } as StreamEvent, type === 'progress' ? null : seq);
      });
    source.onerror = () => {
      listener.onBroken?.();
      // The browser reconnects by itself unless the answer was an error; then it gives up and we do it, more and more rarely.
      if (source?.readyState !== EventSource.CLOSED || closed) return;
      failures++;
      timer = setTimeout(open, Math.min(30_000, 500 * 2 ** failures));
    };
  };
  open();

  return () => {
    closed = true;
    clearTimeout(timer);
    source?.close();
  };
}
