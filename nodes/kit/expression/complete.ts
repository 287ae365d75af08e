import type { Completion, CompletionContext } from './contract.ts';

export function complete(_text: string, _cursor: number, _context: CompletionContext): Completion[] {
  return [];
}
