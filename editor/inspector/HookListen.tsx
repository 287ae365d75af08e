// Listening: for ten minutes the next real call is kept as sample data of the trigger and shown here as it comes. A webhook that
// is armed starts its run as well unless told otherwise, so that nothing real is lost to somebody who looks.
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import { call, keys, queryClient } from '../api.ts';
import { ago, clock } from '../ui/format.ts';
import { toastError } from '../ui/toast.ts';
import { refreshTriggers, type Trigger } from './use-triggers.ts';

interface HookListenProps {
  readonly flowId: string;
  readonly node: FlowNode;
  readonly trigger: Trigger | undefined;
  readonly onListening: (listening: boolean) => void;
}

export function HookListen({ flowId, node, trigger, onListening }: HookListenProps) {
  const { listening = null, caughtAt = null, refused = null } = trigger?.hook ?? {};
  const armed = trigger?.enabled === true;
  const [start, setStart] = useState<boolean | null>(null);
  useEffect(() => onListening(listening !== null), [listening, onListening]);
  const params = { id: flowId, node: node.id };
  const change = useMutation({
    mutationFn: (stop: boolean) =>
      stop ? call('stopListening', { params }) : call('listenToHook', { params, body: { start: armed && (start ?? true) } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: keys.samples(flowId) });
      return refreshTriggers(flowId);
    },
    onError: (error) => toastError('It is not listening', error),
  });
  return (
    <section className="field" aria-label="Listen" data-testid="hook-listening">
      <span className="field-label">Sample data</span>
      <p className="field-about" role="status">
        {listening
          ? `Listening until ${clock(listening.until)}. Send a real call now; ${listening.start ? 'it starts a run as well.' : 'it starts no run.'}`
          : 'Listen for ten minutes: the next real call is kept as sample data.'}
      </p>
      {refused && listening ? (
        <p className="field-about">
          A call was refused {ago(refused.at)}: {refused.says}
        </p>
      ) : null}
      {armed && !listening ? (
        <label className="date-field-time">
          <input type="checkbox" checked={start ?? true} onChange={(event) => setStart(event.target.checked)} /> start its run too
        </label>
      ) : null}
      <button
        type="button"
        className="trigger-info-button"
        data-testid="hook-listen"
        disabled={change.isPending}
        onClick={() => change.mutate(listening !== null)}
      >
        {listening ? 'Stop listening' : 'Listen'}
      </button>
      {caughtAt ? <CaughtCall flowId={flowId} nodeId={node.id} caughtAt={caughtAt} /> : null}
    </section>
  );
}

const MOST_SHOWN = 4_000;

function CaughtCall({ flowId, nodeId, caughtAt }: { readonly flowId: string; readonly nodeId: string; readonly caughtAt: string }) {
  const { data } = useQuery({
    queryKey: [...keys.samples(flowId), caughtAt],
    queryFn: async () => (await call('getSamples', { params: { id: flowId } })).samples,
  });
  const caught = data?.[nodeId];
  if (caught === undefined) return null;
  const text = JSON.stringify(caught, null, 2);
  return (
    <>
      <p className="field-about">Caught {ago(caughtAt)}:</p>
      <pre className="trigger-info-line" data-testid="hook-caught">
        {text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)} …` : text}
      </pre>
    </>
  );
}
