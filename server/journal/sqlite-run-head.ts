// What never changes about a run, in its row: what lists are filtered by in columns, the rest as one text. Nothing stands twice,
// for every run is written with it.
import type { RunHead } from './run-state.ts';

export interface HeadRow {
  readonly id: string;
  readonly project: string;
  readonly flow: string;
  readonly flow_name: string;
  readonly number: number;
  readonly at: number;
  readonly root: string | null;
  readonly head: string;
}

/** What has no column of its own. (Files of older versions hold the whole head, and `root` there alone.) */
interface HeadText extends Pick<RunHead, 'version' | 'published' | 'world' | 'trigger' | 'actor' | 'inputs'> {
  readonly retryOf?: RunHead['retryOf'] | undefined;
  readonly parent?: RunHead['parent'] | undefined;
  readonly depth?: number | undefined;
  readonly rootId?: string | null;
}

export function headOf(row: HeadRow): RunHead {
  const {
    version,
    published,
    world,
    trigger,
    actor,
    inputs,
    retryOf = null,
    parent = null,
    depth = 0,
    rootId = null,
  } = JSON.parse(row.head) as HeadText;
  return {
    id: row.id,
    number: row.number,
    projectId: row.project,
    flowId: row.flow,
    flowName: row.flow_name,
    version,
    published,
    world,
    trigger,
    actor,
    inputs,
    at: row.at,
    retryOf,
    parent,
    depth,
    rootId: row.root ?? rootId,
  };
}

export function headText({ version, published, world, trigger, actor, inputs, retryOf, parent, depth }: RunHead): string {
  const text: HeadText = { version, published, world, trigger, actor, inputs };
  return JSON.stringify(retryOf === null && parent === null && depth === 0 ? text : { ...text, retryOf, parent, depth });
}
