// Lists and maps of a large run are drawn anew four times a second: more nobody can read, and sorting thousands of steps in every frame
// would hold up the cards, which follow each change at once. A small run is not slowed down.
const paceMs = 250;
const large = 300;

/** Calls `listener` now or, in a large run, at the end of the pace; the last change is never left out. */
export function paced(size: () => number, listener: () => void): { readonly changed: () => void; readonly stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told = Number.NEGATIVE_INFINITY;
  const tell = () => {
    timer = undefined;
    told = Date.now();
    listener();
  };
  return {
    changed: () => {
      if (timer !== undefined) return;
      const wait = size() > large ? told + paceMs - Date.now() : 0;
      if (wait <= 0) tell();
      else timer = setTimeout(tell, wait);
    },
    stop: () => clearTimeout(timer),
  };
}
