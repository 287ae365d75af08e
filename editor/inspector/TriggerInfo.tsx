// What a trigger needs to be used: an address for what is called, the next times for what comes by itself.
import { lazy, Suspense } from 'react';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { useDocument } from '../document/store.ts';
import { EventsInfo } from './EventsInfo.tsx';
import { FormInfo } from './FormInfo.tsx';
import { MissedTimes } from './MissedTimes.tsx';
import { WebhookInfo } from './WebhookInfo.tsx';
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
