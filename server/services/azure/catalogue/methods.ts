// How each operation is called in the SDK: property of the client, method, arguments in their order. One line per operation.
import type { ProbedOperation } from './probe.ts';

export function methodsOf(operations: readonly ProbedOperation[]): string {
  const lines = operations.map(({ id, group, method, args, paged }) => {
    const entry = { group, method, args, ...(paged ? { paged } : {}) };
    return `  ${JSON.stringify(id)}: ${JSON.stringify(entry)}`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}
