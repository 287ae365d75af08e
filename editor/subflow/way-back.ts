// Going down into the flow that a step runs, and back up: the flows one came through, for as long as the tab is open.
import { create } from 'zustand';

export interface Above {
  readonly id: string;
  readonly name: string;
  /** The step that one went down from. */
  readonly nodeId: string;
}

/** The way to each flow that was opened from another, outermost first. */
export const useWayBack = create<{ readonly [flowId: string]: readonly Above[] }>(() => ({}));

export function goDown(from: Above, to: string): void {
  const { [from.id]: before = [] } = useWayBack.getState();
  // Who goes round in a circle does not get an endless way.
  useWayBack.setState({ [to]: [...before.filter(({ id }) => id !== to && id !== from.id), from] });
}
