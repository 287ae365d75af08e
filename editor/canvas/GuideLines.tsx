// The helper lines of a drag, drawn in canvas coordinates.
import { ViewportPortal } from 'reactflow';
import type { Guide } from './guides.ts';

export function GuideLines({ guides }: { readonly guides: readonly Guide[] }) {
  if (guides.length === 0) return null;
  return (
    <ViewportPortal>
      {guides.map(({ axis, at, from, to }) => (
        <div
          key={axis}
          className="guide"
          style={
            axis === 'x'
              ? { left: at, top: from - 12, width: 1, height: to - from + 24 }
              : { left: from - 12, top: at, width: to - from + 24, height: 1 }
          }
        />
      ))}
    </ViewportPortal>
  );
}
