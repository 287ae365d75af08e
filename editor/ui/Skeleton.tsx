// Grey bars in the shape of what is coming, with a word for screen readers. Shown only after 300 ms: a quick answer never flickers.
import { useEffect, useState } from 'react';
import './Skeleton.css';

interface SkeletonProps {
  /** What is being waited for: "Reading the flow". */
  readonly label: string;
  readonly lines?: number;
}

export function Skeleton({ label, lines = 3 }: SkeletonProps) {
  const late = useLate(300);
  return (
    <div className="skeleton" role="status" aria-live="polite">
      {late ? (
        <>
          <span className="skeleton-label">{label} …</span>
          {Array.from({ length: lines }, (_, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the bars never change
            <span key={line} className="skeleton-bar" style={{ width: `${[92, 74, 83, 61][line % 4]}%` }} aria-hidden="true" />
          ))}
        </>
      ) : null}
    </div>
  );
}

/** True once this much time has passed. */
function useLate(ms: number): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return late;
}
