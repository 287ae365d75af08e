// Capabilities of a step without effect: it may compute, and nothing else. One object serves all of them, so thousands of such
// steps cost nothing here.
import type { Capabilities } from '../../nodes/kit/capabilities.ts';
import { fail } from '../../nodes/kit/errors.ts';

export function computing(shared: Pick<Capabilities, 'code' | 'memory' | 'callbacks'>): Capabilities {
  const refuse = (): never => {
    throw fail('effect_exceeded', 'This step may only compute, but it tried to reach outside.', { refused: true });
  };
  return {
    ...shared,
    get azure() {
      return refuse();
    },
    get http() {
      return refuse();
    },
    get messages() {
      return refuse();
    },
    get mail() {
      return refuse();
    },
    get postgres() {
      return refuse();
    },
    get ssh() {
      return refuse();
    },
    get flows() {
      return refuse();
    },
    get secrets() {
      return refuse();
    },
  };
}
