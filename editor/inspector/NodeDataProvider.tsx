// Works out once per shown step what its expressions can see.
import type { ReactNode } from 'react';
import { useNodeDataOf } from './node-data.ts';
import { NodeDataContext } from './node-data-context.ts';

interface NodeDataProviderProps {
  readonly nodeId: string;
  readonly children: ReactNode;
}

export const NodeDataProvider = ({ nodeId, children }: NodeDataProviderProps) => (
  <NodeDataContext.Provider value={useNodeDataOf(nodeId)}>{children}</NodeDataContext.Provider>
);
