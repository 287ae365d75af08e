// The flows one came through, before the name of the open one: each leads back up to the step it was left at.
import { Link } from 'wouter';
import { useDocument } from '../document/store.ts';
import { useWayBack } from './way-back.ts';

export function Crumbs() {
  const flowId = useDocument((state) => state.flowId);
  const above = useWayBack((ways) => (flowId === null ? undefined : ways[flowId]));
  return (above ?? []).map(({ id, name }) => (
    <span key={id} className="flow-crumb">
      <Link href={`/flows/${id}`} className="flow-project" data-testid="crumb">
        {name}
      </Link>
      <span aria-hidden="true">/</span>
    </span>
  ));
}
