// Keeps the draft on the server within a second of the last edit, with its ETag, one request at a time. What cannot be sent is
// kept in this browser; what somebody else saved is never overwritten silently.
import type { Flow } from '../../nodes/kit/flow.ts';
import type { JsonObject } from '../../nodes/kit/json.ts';
import type { FlowResource } from '../../nodes/kit/wire/flows.ts';
import { ApiError } from '../api.ts';
import { flowOf } from './read-flow.ts';
import { type DocumentState, useDocument } from './store.ts';

/** The way to the server; handed in so that tests can run a real one of their own. */
export interface SaveApi {
  save(id: string, flow: Flow, etag: string): Promise<FlowResource>;
  load(id: string): Promise<FlowResource>;
}

interface Kept {
  readonly etag: string;
  readonly document: JsonObject;
}

const quietMs = 500;
const retryMs = [1_000, 2_000, 5_000, 10_000];
const keptKey = (id: string) => `vaultflow.draft.${id}`;

/** Edits that never reached the server, from an earlier visit; forgotten once read, unless nobody waits for them any more. */
export async function takeKept(id: string, gone = () => false): Promise<{ readonly etag: string; readonly flow: Flow } | null> {
  try {
    const text = localStorage.getItem(keptKey(id));
    if (text === null) return null;
    const { parseFlow } = await import('../../nodes/kit/flow.ts');
    if (gone()) return null;
    localStorage.removeItem(keptKey(id));
    const kept = JSON.parse(text) as Kept;
    const parsed = parseFlow(kept.document);
    return 'flow' in parsed ? { etag: kept.etag, flow: parsed.flow } : null;
  } catch {
    return null;
  }
}

function keep({ flowId, flow, etag }: DocumentState): void {
  if (flowId === null) return;
  try {
    localStorage.setItem(keptKey(flowId), JSON.stringify({ etag, document: flow }));
  } catch {
    // A flow beyond the browser's quota stays in memory only; the save state keeps saying that it is not saved.
  }
}

const forget = (id: string) => {
  try {
    localStorage.removeItem(keptKey(id));
  } catch {
    // Storage switched off: nothing was kept either.
  }
};

/** Starts saving the open document; returns how to stop. */
export function startAutosave(api: SaveApi): { readonly stop: () => void; readonly flush: () => Promise<void> } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | null = null;
  let failures = 0;
  let stopped = false;

  const schedule = (ms: number) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void send(), ms);
  };

  const send = (): Promise<void> => {
    running ??= saveOnce().finally(() => {
      running = null;
      const { save } = useDocument.getState();
      if (save === 'unsaved') schedule(0);
    });
    return running;
  };

  const saveOnce = async () => {
    const { flowId, flow, etag, savedFlow, save } = useDocument.getState();
    if (flowId === null || save === 'conflict' || flow === savedFlow) {
      if (save === 'offline' && flow === savedFlow) useDocument.setState({ save: 'saved', saveSays: null });
      return;
    }
    useDocument.setState({ save: 'saving' });
    try {
      const resource = await api.save(flowId, flow, etag);
      failures = 0;
      forget(flowId);
      const now = useDocument.getState();
      if (now.flowId !== flowId) return;
      useDocument.setState({
        etag: resource.etag,
        summary: resource,
        savedFlow: flow,
        save: now.flow === flow ? 'saved' : 'unsaved',
        saveSays: null,
      });
    } catch (thrown) {
      await failed(thrown, flowId);
    }
  };

  const failed = async (thrown: unknown, flowId: string) => {
    const state = useDocument.getState();
    if (state.flowId !== flowId) return;
    keep(state);
    if (thrown instanceof ApiError && thrown.status === 412) {
      const theirs = await api.load(flowId).catch(() => null);
      useDocument.setState({
        save: 'conflict',
        theirs,
        saveSays: theirs ? `Saved by ${theirs.updatedBy.name} meanwhile.` : thrown.message,
      });
      return;
    }
    const says = thrown instanceof Error ? thrown.message : 'The server does not answer.';
    useDocument.setState({ save: 'offline', saveSays: says });
    schedule(retryMs[Math.min(failures, retryMs.length - 1)] as number);
    failures += 1;
  };

  const unsubscribe = useDocument.subscribe((state, before) => {
    if (state.flow === before.flow) return;
    if (state.save === 'unsaved') schedule(quietMs);
    else if (state.save === 'offline') keep(state);
  });
  const online = () => {
    if (useDocument.getState().save === 'offline') schedule(0);
  };
  const leaving = () => {
    const state = useDocument.getState();
    if (state.flow !== state.savedFlow) keep(state);
  };
  addEventListener('online', online);
  addEventListener('pagehide', leaving);
  return {
    flush: async () => {
      clearTimeout(timer);
      for (
        let i = 0;
        i < 5 && useDocument.getState().save !== 'conflict' && useDocument.getState().flow !== useDocument.getState().savedFlow;
        i += 1
      )
        await send();
    },
    stop: () => {
      leaving();
      stopped = true;
      clearTimeout(timer);
      // What was just typed goes along; should it not arrive, the copy in the browser is there.
      if (!running) void send();
      unsubscribe();
      removeEventListener('online', online);
      removeEventListener('pagehide', leaving);
    },
  };
}

/** Ends a conflict: my document replaces theirs, on top of their ETag. */
export function keepMine(): void {
  const { theirs, flow } = useDocument.getState();
  if (!theirs) return;
  // A copy of the document counts as an edit, so that it is saved even if nothing changes any more.
  useDocument.setState({ etag: theirs.etag, summary: theirs, theirs: null, saveSays: null, save: 'unsaved', flow: { ...flow } });
}

/** Ends a conflict: their document, one undo away from mine. */
export function takeTheirs(): void {
  const { theirs, edit } = useDocument.getState();
  const flow = theirs ? flowOf(theirs.document) : null;
  if (!theirs || !flow) return;
  useDocument.setState({ save: 'saved', saveSays: null });
  edit('Take their version', () => flow);
  useDocument.setState({ etag: theirs.etag, summary: theirs, savedFlow: flow, theirs: null, save: 'saved' });
  forget(theirs.id);
}
