// Keeps lists of runs and flows fresh: whatever the server's stream tells makes them be read again, at most once a second.
import { useEffect } from 'react';
import { keys, queryClient } from '../api.ts';
import { openStream } from '../runs/stream.ts';

const atMostEvery = 1_000;

export function useLiveLists(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        for (const queryKey of [keys.overview, keys.flows(), keys.library, ['runs'], ['inbox'], keys.approvals])
          void queryClient.invalidateQueries({ queryKey });
      }, atMostEvery);
    };
    const close = openStream({}, null, {
      onEvent: ({ type }) => {
        if (type === 'run' || type === 'flow' || type === 'reset') refresh();
      },
    });
    return () => {
      clearTimeout(timer);
      close();
    };
  }, []);
}
