// Where the way out leads nowhere: a test of a flow reaches nothing outside, whatever its steps ask for.
import { fail } from '../../nodes/kit/errors.ts';
import type { Egress } from '../services/egress.ts';

const closed = (to: string) =>
  fail('sample_missing', `This step asks ${to}. A test reaches nothing outside: give the step an answer.`, { refused: true });

export const noWayOut: Egress = {
  fetch: async ({ url }) => {
    throw closed(new URL(url).host);
  },
  address: async (host) => {
    throw closed(host);
  },
  close: async () => undefined,
};
