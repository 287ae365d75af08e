// What a webhook needs to be used: its address and switch, its secret, a call to try it with, and listening for a real one.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import { call } from '../api.ts';
import { useDocument } from '../document/store.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { toastError } from '../ui/toast.ts';
import { HookListen } from './HookListen.tsx';
import { HookSecret } from './HookSecret.tsx';
import { curlLine } from './hook-curl.ts';
import { refreshTriggers, type Trigger, useTriggers } from './use-triggers.ts';

export function WebhookInfo({ node }: { readonly node: FlowNode }) {
  const { flowId, summary } = useDocument();
  const [listening, setListening] = useState(false);
  const { data } = useTriggers(flowId, listening ? 1_000 : undefined);
  const [secret, setSecret] = useState<string | null>(null);
  const trigger = data?.find(({ nodeId }) => nodeId === node.id);
  if (flowId === null) return null;
  const url = trigger?.hookUrl;
  const listen = <HookListen flowId={flowId} node={node} trigger={trigger} onListening={setListening} />;
  if (!url || !trigger)
    return (
      <>
        <p className="inspector-note" data-testid="hook-unpublished">
          Publish the flow to get the address of this webhook.
          {summary?.publishedVersion ? ' This trigger is new since the published version.' : ''} Listening gives it an address before that.
        </p>
        {listen}
      </>
    );
  const auth = typeof node.params.auth === 'string' ? node.params.auth : 'token';
  const line = curlLine(url, auth, secret);
  return (
    <>
      <section className="trigger-info" aria-label="Address">
        <div className="field">
          <span className="field-label">Address</span>
          <span className="trigger-info-line">
            <code data-testid="hook-url">{url}</code>
            <CopyButton text={url} what="address" />
          </span>
          <HookSwitch flowId={flowId} nodeId={node.id} trigger={trigger} />
        </div>
        {auth === 'none' ? null : <HookSecret flowId={flowId} nodeId={node.id} hook={trigger.hook} secret={secret} onSecret={setSecret} />}
        <div className="field">
          <span className="field-label">Try it</span>
          <span className="trigger-info-line">
            <code>{line}</code>
            <CopyButton text={line} what="curl line" />
          </span>
        </div>
      </section>
      {listen}
    </>
  );
}

interface SwitchProps {
  readonly flowId: string;
  readonly nodeId: string;
  readonly trigger: Trigger;
}

function HookSwitch({ flowId, nodeId, trigger }: SwitchProps) {
  const disabled = trigger.hook?.disabled === true;
  const change = useMutation({
    mutationFn: () => call(disabled ? 'enableHook' : 'disableHook', { params: { id: flowId, node: nodeId } }),
    onSuccess: () => refreshTriggers(flowId),
    onError: (error) => toastError('The webhook could not be switched', error),
  });
  return (
    <>
      {disabled ? <p className="field-about">Switched off: calls are answered 410 until it is switched on.</p> : null}
      {!disabled && !trigger.enabled ? (
        <p className="field-about">The flow is switched off, or not published with this trigger: calls are refused until then.</p>
      ) : null}
      <button
        type="button"
        className="trigger-info-button"
        data-testid="hook-switch"
        disabled={change.isPending}
        onClick={() => change.mutate()}
      >
        {disabled ? 'Switch this webhook on' : 'Switch this webhook off'}
      </button>
    </>
  );
}
