// The one run that this tab shows, told to its listeners once per frame. A hidden tab has no frames; it is told four times a
// second instead.
import { createRunRecords } from './run-records.ts';

const beforeNextFrame = (flush: () => void): void => {
  if (typeof document !== 'undefined' && document.hidden) setTimeout(flush, 250);
  else requestAnimationFrame(flush);
};

export const records = createRunRecords(beforeNextFrame);
