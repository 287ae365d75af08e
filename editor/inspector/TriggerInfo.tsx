// What a trigger needs to be used: for a webhook its address, secret and a curl line, for a schedule the next five times.
import { useMutation, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { call, keys, queryClient } from '../api.ts';
import { useDocument } from '../document/store.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { confirm } from '../ui/confirm.ts';
import { toastError } from '../ui/toast.ts';
import { EventsInfo } from './EventsInfo.tsx';
import { FormInfo } from './FormInfo.tsx';
import { MissedTimes } from './MissedTimes.tsx';
import './TriggerInfo.css';

const NextRuns = lazy(() => import('./NextRuns.tsx'));

export function TriggerInfo({ node, type }: { readonly node: FlowNode; readonly type: NodeTypeJson }) {
  if (type.kind !== 'trigger') return null;
  if (node.type === 'core.webhook') return <WebhookInfo node={node} />;
  if (node.type === 'core.form') return <FormInfo node={node} />;
  if (node.type === 'azure.event-grid' || node.type === 'azure.monitor-alert') return <EventsInfo node={node} />;
  if (node.type === 'core.schedule')
    return (
      <Suspense fallback={null}>
        <ScheduleInfo node={node} />
      </Suspense>
    );
  return null;
}

function ScheduleInfo({ node }: { readonly node: FlowNode }) {
  const { flow, flowId } = useDocument();
  return (
    <>
      <NextRuns params={node.params} concurrency={flow.settings.concurrency} />
      <MissedTimes flowId={flowId} nodeId={node.id} />
    </>
  );
}

function WebhookInfo({ node }: { readonly node: FlowNode }) {
  const { flowId, summary } = useDocument();
  const { data } = useQuery({
    queryKey: keys.triggers(flowId ?? ''),
    queryFn: async () => (await call('listTriggers', { query: { flow: flowId ?? '' } })).items,
    enabled: flowId !== null,
  });
  const [secret, setSecret] = useState<string | null>(null);
  const renew = useMutation({
    mutationFn: () => call('renewHookSecret', { params: { id: flowId ?? '', node: node.id } }),
    onSuccess: (answer) => {
      setSecret(answer.secret);
      void queryClient.invalidateQueries({ queryKey: keys.triggers(flowId ?? '') });
    },
    onError: (error) => toastError('The secret could not be made', error),
  });
  const trigger = data?.find(({ nodeId }) => nodeId === node.id);
  const url = trigger?.hookUrl;
  if (!url)
    return (
      <p className="inspector-note" data-testid="hook-unpublished">
        Publish the flow to get the address of this webhook.
        {summary?.publishedVersion ? ' This trigger is new since the published version.' : ''}
      </p>
    );
  const auth = typeof node.params.auth === 'string' ? node.params.auth : 'token';
  const secretSet = trigger.hook?.secretSet === true;
  const line = curlLine(url, auth, secret);
  return (
    <section className="trigger-info" aria-label="Address">
      <div className="field">
        <span className="field-label">Address</span>
        <span className="trigger-info-line">
          <code data-testid="hook-url">{url}</code>
          <CopyButton text={url} what="address" />
        </span>
        {trigger.enabled ? null : <p className="field-about">The flow is switched off: calls are refused until it is enabled.</p>}
      </div>
      {auth === 'none' ? null : (
        <div className="field">
          <span className="field-label">Secret</span>
          {secret ? (
            <span className="trigger-info-line">
              <code data-testid="hook-secret">{secret}</code>
              <CopyButton text={secret} what="secret" />
            </span>
          ) : null}
          <p className="field-about">
            {secret
              ? 'Copy it now: it is shown this once.'
              : secretSet
                ? 'A secret is set. It cannot be shown again, only replaced.'
                : 'There is no secret yet, so nobody can call.'}
          </p>
          {secret ? null : (
            <button
              type="button"
              className="trigger-info-button"
              disabled={renew.isPending}
              data-testid="hook-renew"
              onClick={async () => {
                const sure =
                  !secretSet ||
                  (await confirm({
                    title: 'Replace the secret?',
                    text: 'Callers with the old secret are refused from this moment on.',
                    action: 'Replace',
                    destructive: true,
                  }));
                if (sure) renew.mutate();
              }}
            >
              {renew.isPending ? 'Making a secret …' : secretSet ? 'Replace the secret' : 'Make a secret'}
            </button>
          )}
        </div>
      )}
      <div className="field">
        <span className="field-label">Try it</span>
        <span className="trigger-info-line">
          <code>{line}</code>
          <CopyButton text={line} what="curl line" />
        </span>
      </div>
    </section>
  );
}

/** A line for a shell that calls the webhook as it wants to be called. */
export function curlLine(url: string, auth: string, secret: string | null): string {
  const body = `'{"vault":"vault-weu-prod"}'`;
  const known = secret ?? '<secret>';
  if (auth === 'hmac')
    return `curl -X POST ${url} -H 'content-type: application/json' -H "x-hub-signature-256: sha256=$(printf %s ${body} | openssl dgst -sha256 -hmac '${known}' | sed 's/^.* //')" -d ${body}`;
  const header = auth === 'token' ? ` -H 'authorization: Bearer ${known}'` : '';
  return `curl -X POST ${url}${header} -H 'content-type: application/json' -d ${body}`;
}
