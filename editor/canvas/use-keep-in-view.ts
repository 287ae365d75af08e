// Until somebody moves the view or begins to draw, the whole flow stays in it: also when the run opens below or a panel closes.
import { type RefObject, useCallback, useEffect } from 'react';
import { nodeTypesNow } from '../api.ts';
import { useDocument } from '../document/store.ts';
import { boundsOf, fitBox, holdView, isHeld } from './viewport.ts';

export function useKeepInView(wrapper: RefObject<HTMLElement | null>): (event: MouseEvent | TouchEvent | null) => void {
  useEffect(() => {
    const element = wrapper.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let first = true;
    const observer = new ResizeObserver(() => {
      clearTimeout(timer);
      const { canUndo, flow } = useDocument.getState();
      if (!first && !isHeld() && !canUndo) timer = setTimeout(() => fitBox(boundsOf(flow, nodeTypesNow().of)), 80);
      first = false;
    });
    observer.observe(element);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [wrapper]);
  // A null event is a move by the program.
  return useCallback((event) => {
    if (event !== null) holdView();
  }, []);
}
