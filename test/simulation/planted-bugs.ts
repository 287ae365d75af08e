import type { NodeType } from '../../nodes/kit/define.ts';
import type { Dispatcher } from '../../server/dispatch/contract.ts';
import type { Journal } from '../../server/journal/contract.ts';

export interface Bug {
  readonly bug: string;
  readonly journal?: (good: Journal) => Journal;
  readonly engineJournal?: (good: Journal) => Journal;
  readonly due?: (good: Journal) => Journal;
  readonly dispatcher?: (good: Dispatcher) => Dispatcher;
  readonly nodeType?: (good: NodeType) => NodeType;
}
