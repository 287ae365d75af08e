// Where Event Grid or Azure Monitor sends to: an address that holds its own key, shown whole once, with the az line to subscribe.
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import { call, keys, queryClient } from '../api.ts';
import { useDocument } from '../document/store.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { confirm } from '../ui/confirm.ts';
import { toastError } from '../ui/toast.ts';

export function EventsInfo({ node }: { readonly node: FlowNode }) {
  const { flowId, summary } = useDocument();
  const { data } = useQuery({
    queryKey: keys.triggers(flowId ?? ''),
    queryFn: async () => (await call('listTriggers', { query: { flow: flowId ?? '' } })).items,
    enabled: flowId !== null,
  });
  const [whole, setWhole] = useState<string | null>(null);
  const renew = useMutation({
    mutationFn: () => call('renewHookSecret', { params: { id: flowId ?? '', node: node.id } }),
    onSuccess: (answer) => {
      setWhole(answer.hookUrl);
      void queryClient.invalidateQueries({ queryKey: keys.triggers(flowId ?? '') });
    },
    onError: (error) => toastError('The key could not be made', error),
  });
  const trigger = data?.find(({ nodeId }) => nodeId === node.id);
  if (!trigger?.hookUrl)
    return (
      <p className="inspector-note" data-testid="events-unpublished">
        Publish the flow to get the address of this trigger.
        {summary?.publishedVersion ? ' This trigger is new since the published version.' : ''}
      </p>
    );
  const keySet = trigger.hook?.secretSet === true;
  const url = whole ?? `${trigger.hookUrl}?code=<key>`;
  const line = azLine(node.type, url);
  return (
    <section className="trigger-info" aria-label="Address">
      <div className="field">
        <span className="field-label">Address</span>
        <span className="trigger-info-line">
          <code data-testid="events-url">{url}</code>
          {whole ? <CopyButton text={whole} what="address" /> : null}
        </span>
        <p className="field-about">
          {whole
            ? 'Copy it now: its key is shown this once.'
            : keySet
              ? 'The key cannot be shown again, only replaced.'
              : 'There is no key yet, so nothing can arrive.'}
          {trigger.enabled ? '' : ' The flow is switched off: events are refused until it is enabled.'}
        </p>
        {whole ? null : (
          <button
            type="button"
            className="trigger-info-button"
            disabled={renew.isPending}
            data-testid="events-renew"
            onClick={async () => {
              const sure =
                !keySet ||
                (await confirm({
                  title: 'Replace the key?',
                  text: 'Azure is refused at the old address from this moment on: change it there too.',
                  action: 'Replace',
                  destructive: true,
                }));
              if (sure) renew.mutate();
            }}
          >
            {renew.isPending ? 'Making a key …' : keySet ? 'Replace the key' : 'Make the address with its key'}
          </button>
        )}
      </div>
      <div className="field">
        <span className="field-label">Subscribe</span>
        <span className="trigger-info-line">
          <code>{line}</code>
          <CopyButton text={line} what="az line" />
        </span>
        <p className="field-about">Azure must be able to reach this address: it has to be https and public.</p>
      </div>
    </section>
  );
}

/** A line for a shell that makes Azure send here. */
function azLine(type: string, url: string): string {
  if (type === 'azure.monitor-alert')
    return `az monitor action-group create -g <group> -n vaultflow --action webhook vaultflow '${url}' usecommonalertschema`;
  return `az eventgrid event-subscription create -n vaultflow --source-resource-id <id> --event-delivery-schema cloudeventschemav1_0 --endpoint '${url}'`;
}
