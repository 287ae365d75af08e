// What a flow means, said as plainly as possible: one node after the other, no time, no journal, no crash, no parallel work.
// The engine is held to this by property tests. It shares nothing with the engine, so that no mistake is made twice.

export interface PlainNode {
  readonly id: string;
  readonly kind: 'trigger' | 'act' | 'for-each' | 'repeat-until' | 'scope';
  readonly parent: string | null;
  readonly disabled: boolean;
  /** act: what it does at each iteration of the loop around it, again from the front: a port, or `fail`. */
  readonly does: readonly string[];
  /** for-each: number of items. repeat-until: the round at whose end the condition holds. */
  readonly count: number;
  readonly most: number;
  readonly whenItemFails: 'continue' | 'fail' | 'stop';
}

export interface PlainFlow {
  readonly nodes: readonly PlainNode[];
  readonly edges: readonly { readonly from: string; readonly port: string; readonly to: string }[];
}

interface PlainStep {
  readonly status: 'succeeded' | 'failed' | 'skipped';
  readonly port: string | null;
}

export interface Meaning {
  readonly status: 'succeeded' | 'failed';
  readonly failures: number;
  readonly failedStep: string | null;
  readonly steps: Map<string, PlainStep>;
  /** Status of each item of each for-each. */
  readonly items: Map<string, readonly string[]>;
}

export function interpret(flow: PlainFlow, fired: string): Meaning {
  const steps = new Map<string, PlainStep>();
  const items = new Map<string, readonly string[]>();

  const taken = (step: PlainStep, port: string) =>
    port === 'always' || (step.status === 'succeeded' ? port === step.port : port === step.status);

  /** Runs what stands directly inside `parent`; answers the first unhandled failure and the failed items inside. */
  function body(parent: string | null, path: string, index: number): { readonly failed: string | null; readonly failures: number } {
    const nodes = flow.nodes.filter((node) => node.parent === parent);
    const done = new Map<string, PlainStep>();
    let failures = 0;
    while (done.size < nodes.length) {
      const next = nodes.find((node) => !done.has(node.id) && into(node).every((edge) => done.has(edge.from)));
      if (!next) throw new Error('the flow has a circle');
      const ways = into(next);
      const entry = ways.length === 0 && (parent !== null || next.id === fired);
      const ready = entry || ways.some((edge) => taken(done.get(edge.from) as PlainStep, edge.port));
      const result = ready ? node(next, path, index) : { step: { status: 'skipped', port: null } as const, failures: 0 };
      failures += result.failures;
      done.set(next.id, result.step);
      steps.set(next.id + path, result.step);
    }
    const broken = nodes.find(
      ({ id }) => done.get(id)?.status === 'failed' && !flow.edges.some((edge) => edge.from === id && edge.port === 'failed'),
    );
    return { failed: broken ? broken.id + path : null, failures };
  }

  const into = (node: PlainNode) => flow.edges.filter((edge) => edge.to === node.id);

  function node(one: PlainNode, path: string, index: number): { readonly step: PlainStep; readonly failures: number } {
    const succeeded = (port = 'done') => ({ status: 'succeeded', port }) as const;
    const failed = { status: 'failed', port: 'failed' } as const;
    if (one.disabled) return { step: succeeded(one.kind === 'act' ? 'yes' : 'done'), failures: 0 };
    if (one.kind === 'trigger') return { step: succeeded(), failures: 0 };
    if (one.kind === 'act') {
      const does = one.does[index % one.does.length] as string;
      return { step: does === 'fail' ? failed : succeeded(does), failures: 0 };
    }
    if (one.kind === 'scope') {
      const inside = body(one.id, path, index);
      return { step: inside.failed ? failed : succeeded(), failures: inside.failures };
    }
    let inner = 0;
    if (one.kind === 'repeat-until') {
      for (let round = 0; round < one.most; round++) {
        const inside = body(one.id, `${path}[${round}]`, round);
        inner += inside.failures;
        if (inside.failed) return { step: failed, failures: inner };
        if (round === one.count) return { step: succeeded(), failures: inner };
      }
      return { step: failed, failures: inner };
    }
    const list: string[] = [];
    for (let item = 0; item < one.count; item++) {
      if (one.whenItemFails === 'stop' && list.includes('failed')) {
        list.push('skipped');
        continue;
      }
      const inside = body(one.id, `${path}[${item}]`, item);
      inner += inside.failures;
      list.push(inside.failed ? 'failed' : 'succeeded');
    }
    items.set(one.id + path, list);
    const bad = list.filter((status) => status === 'failed').length;
    const fails = bad > 0 && one.whenItemFails !== 'continue';
    return { step: fails ? failed : succeeded(), failures: inner + (fails ? 0 : bad) };
  }

  const whole = body(null, '', 0);
  return { status: whole.failed ? 'failed' : 'succeeded', failures: whole.failures, failedStep: whole.failed, steps, items };
}
