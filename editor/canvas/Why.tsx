// Beside the pointer, while a line is drawn: why the step under it is no target.
import { useEffect, useState } from 'react';
import { useGesture } from './gesture.ts';

export function Why() {
  const why = useGesture((gesture) => gesture.why);
  const [at, setAt] = useState({ x: 0, y: 0 });
  useEffect(() => {
    if (why === null) return;
    const follow = (event: PointerEvent) => setAt({ x: event.clientX, y: event.clientY });
    addEventListener('pointermove', follow);
    return () => removeEventListener('pointermove', follow);
  }, [why]);
  if (why === null) return null;
  return (
    <div className="why" role="alert" style={at.x === 0 ? { right: 16, bottom: 60 } : { left: at.x + 16, top: at.y + 16 }}>
      {why}
    </div>
  );
}
