// Works out once per shown step what its expressions can see, for all of its fields together.
import { createContext, type ReactNode, useContext } from 'react';
import { type NodeData, useNodeDataOf } from './node-data.ts';

const nothing: NodeData = {
  run: null,
  loading: false,
  results: new Map(),
  context: () => ({ steps: [] }),
  scope: () => ({
    inputs: {},
    trigger: null,
    run: null,
    memory: {},
    loop: () => undefined,
    step: () => null,
    error: () => null,
    status: () => null,
    now: Date.now(),
    seed: 'preview',
  }),
};

const NodeDataContext = createContext<NodeData>(nothing);

interface NodeDataProviderProps {
  readonly nodeId: string;
  readonly children: ReactNode;
}

export const NodeDataProvider = ({ nodeId, children }: NodeDataProviderProps) => (
  <NodeDataContext.Provider value={useNodeDataOf(nodeId)}>{children}</NodeDataContext.Provider>
);

/** Of the step whose panel this is; nothing at all in forms outside of a flow. */
export const useNodeData = (): NodeData => useContext(NodeDataContext);
