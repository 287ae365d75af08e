// What the expressions of the shown step can see, for all of its fields together. Worked out by NodeDataProvider; this file loads
// nothing of the language, so that forms outside of flows stay small.
import { createContext, useContext } from 'react';
import type { NodeData } from './node-data.ts';

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

export const NodeDataContext = createContext<NodeData>(nothing);

/** Of the step whose panel this is; nothing at all in forms outside of a flow. */
export const useNodeData = (): NodeData => useContext(NodeDataContext);
