// The dot of a step before which a run with breakpoints pauses. It listens to its own step's mark and to nothing else.
import { useBreakpoints } from './breakpoints.ts';
import './BreakpointDot.css';

export function BreakpointDot({ id }: { readonly id: string }) {
  const set = useBreakpoints(({ ids }) => ids.includes(id));
  if (!set) return null;
  return (
    <span className="breakpoint-dot" title="A run with breakpoints pauses before this step (F9)" data-testid={`breakpoint-${id}`}>
      <span className="visually-hidden">breakpoint</span>
    </span>
  );
}
