// Where the page of a form trigger is reached, and whether it is open now.
import { useQuery } from '@tanstack/react-query';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import { call, keys } from '../api.ts';
import { useDocument } from '../document/store.ts';
import { CopyButton } from '../ui/CopyButton.tsx';

export function FormInfo({ node }: { readonly node: FlowNode }) {
  const { flowId, summary } = useDocument();
  const { data } = useQuery({
    queryKey: keys.triggers(flowId ?? ''),
    queryFn: async () => (await call('listTriggers', { query: { flow: flowId ?? '' } })).items,
    enabled: flowId !== null,
  });
  const trigger = data?.find(({ nodeId }) => nodeId === node.id);
  const url = trigger?.hookUrl;
  if (!url)
    return (
      <p className="inspector-note" data-testid="form-unpublished">
        Publish the flow to get the address of this form.
        {summary?.publishedVersion ? ' This trigger is new since the published version.' : ''}
      </p>
    );
  return (
    <section className="trigger-info" aria-label="Address of the form">
      <div className="field">
        <span className="field-label">Address</span>
        <span className="trigger-info-line">
          <a href={url} target="_blank" rel="noreferrer" data-testid="form-url">
            {url}
          </a>
          <CopyButton text={url} what="address" />
        </span>
        <p className="field-about">
          {trigger.enabled
            ? 'The page asks for the inputs of the published version.'
            : 'The flow is switched off: the page says it is closed.'}
        </p>
      </div>
    </section>
  );
}
