// How far running and waiting steps are, live and not durable: of this process and, where there are many, of the others, who hear of
// it four times a second at most. Whoever shows it need not know where a run is under way.
import type { Json } from '../nodes/kit/json.ts';
import type { Engine, StepProgress } from './engine/engine.ts';

const EVERY_MS = 250;
/** What fits into one word between processes. */
const AT_ONCE = 20;
const SAYS_LENGTH = 200;

export interface Line {
  tell(news: Json): void;
  hear(listener: (news: Json) => void): void;
}

export function createLiveProgress(engine: Pick<Engine, 'onProgress'>, line: Line | null): Pick<Engine, 'onProgress'> & { stop(): void } {
  if (!line) return { onProgress: engine.onProgress, stop: () => undefined };
  const listeners = new Set<(progress: StepProgress) => void>();
  let untold = new Map<string, StepProgress>();
  let timer: NodeJS.Timeout | undefined;

  function tell(): void {
    timer = undefined;
    const all = [...untold.values()].map(({ runId, key, fraction, says }) => ({ runId, key, fraction, says: says.slice(0, SAYS_LENGTH) }));
    untold = new Map();
    for (let i = 0; i < all.length; i += AT_ONCE) line?.tell({ progress: all.slice(i, i + AT_ONCE) });
  }

  const stopHearing = engine.onProgress((progress) => {
    untold.set(`${progress.runId} ${progress.key}`, progress);
    timer ??= setTimeout(tell, EVERY_MS);
  });
  line.hear((news) => {
    for (const progress of (news as { readonly progress?: readonly StepProgress[] }).progress ?? [])
      for (const listener of listeners) listener(progress);
  });

  return {
    onProgress(listener) {
      listeners.add(listener);
      const stop = engine.onProgress(listener);
      return () => {
        listeners.delete(listener);
        stop();
      };
    },
    stop() {
      clearTimeout(timer);
      stopHearing();
    },
  };
}
