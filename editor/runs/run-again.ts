// What the form of "Run again" begins with: the inputs of the run as far as the flow version asks for them. Secrets stay where they are.
import type { FlowInput } from '../../nodes/kit/flow.ts';
import type { Json } from '../../nodes/kit/json.ts';

interface Again {
  readonly first: { readonly [name: string]: Json };
  /** Secret inputs that the run was given. */
  readonly kept: readonly string[];
}

export function againWith(inputs: readonly FlowInput[], given: { readonly [name: string]: unknown }): Again {
  const has = ({ name }: FlowInput) => Object.hasOwn(given, name) && given[name] !== undefined && given[name] !== null;
  return {
    first: Object.fromEntries(inputs.flatMap((input) => (has(input) && !input.secret ? [[input.name, given[input.name] as Json]] : []))),
    kept: inputs.filter((input) => has(input) && input.secret === true).map(({ name }) => name),
  };
}
