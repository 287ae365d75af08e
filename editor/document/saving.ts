// The autosave of the open editor, so that commands can say "now". Null while no flow is open.
import { call, keys, queryClient } from '../api.ts';
import { startAutosave } from './autosave.ts';
import { useDocument } from './store.ts';

let current: ReturnType<typeof startAutosave> | null = null;

/** Starts saving through the API; returns how to stop. */
export function startSaving(): () => void {
  const mine = startAutosave({
    save: async (id, flow, etag) => {
      const before = useDocument.getState().savedFlow.connections;
      const resource = await call('saveFlow', {
        params: { id },
        body: { document: JSON.parse(JSON.stringify(flow)) },
        headers: { 'if-match': etag },
      });
      // The server binds new slots itself: what was read before knows nothing of them.
      if (flow.connections !== before) void queryClient.invalidateQueries({ queryKey: keys.bindings(id) });
      return resource;
    },
    load: (id) => call('getFlow', { params: { id } }),
  });
  current = mine;
  return () => {
    mine.stop();
    if (current === mine) current = null;
  };
}

/** Everything typed so far is on the server when this resolves, unless it cannot be (see the save state). */
export const flushSave = async (): Promise<void> => current?.flush();
