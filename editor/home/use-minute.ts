// The present for words such as "5 minutes ago": moves a few times a minute, so that a long list is not drawn every second.
import { useEffect, useState } from 'react';

const every = 15_000;

/** Now, in milliseconds. */
export function useMinute(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, []);
  return now;
}
