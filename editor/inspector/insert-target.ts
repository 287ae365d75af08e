// The field that was focused last: where a click in the data tree puts its expression.
import { create } from 'zustand';

export interface InsertTarget {
  readonly nodeId: string | null;
  readonly path: string;
  readonly label: string;
  readonly insert: (expression: string) => void;
}

export const useInsertTarget = create<{ readonly target: InsertTarget | null }>(() => ({ target: null }));

export const setInsertTarget = (target: InsertTarget | null): void => useInsertTarget.setState({ target });
