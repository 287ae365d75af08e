// What a claim hands to the engine: finished steps outside loops and of open iterations, everything open, the flow's memory.
// Finished iterations stay on disk.
import type { Json } from '../../nodes/kit/json.ts';
import type { Loaded, LoadedStep } from './contract.ts';
import { addOpen, openIterations, openMaps } from './open-steps.ts';
import { runView } from './run-state.ts';
import type { MemoryRows } from './sqlite-leases.ts';
import type { Found, StepRows } from './sqlite-rows.ts';
import type { RunRecord } from './sqlite-runs.ts';
import { atHand } from './sqlite-step-text.ts';

export function loader(rows: StepRows, memory: MemoryRows) {
  const loaded = (found: Found): LoadedStep => {
    const { nodeId, status, port, error, hasOutput, list } = found.settled;
    const held = found.source === null ? found : rows.find(found.source, found.settled.key);
    return { nodeId, status, port, error, hasOutput, list, ...(held && 'output' in held && { output: held.output as Json }) };
  };

  return (run: RunRecord): Loaded => {
    const { head, state } = run;
    const maps = openMaps();
    const steps = new Map<string, LoadedStep>();
    const take = (path: readonly number[]) => {
      for (const found of rows.on(run.rid, path)) steps.set(found.settled.key, loaded(found));
    };
    for (const found of rows.outsideLoops(run.rid)) steps.set(found.settled.key, loaded(found));
    run.settled = new Set(steps.keys());
    run.open = new Map();
    for (const { key, step, data } of rows.openOf(run.rid)) {
      addOpen(maps, key, step);
      run.open.set(key, atHand(step, data));
      for (const path of openIterations(key, step)) take(path);
    }
    return {
      run: runView(head, state),
      projectId: head.projectId,
      depth: head.depth,
      epoch: state.epoch,
      cancel: state.cancel,
      steps,
      ...maps,
      memory: Object.fromEntries(memory.of(head.flowId).map((row) => [row.name, JSON.parse(row.value) as Json])),
      stopped: state.stopped,
      died: state.died,
    };
  };
}
