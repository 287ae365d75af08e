// Secret inputs on their way into a run: the value goes into the safe, the run keeps a handle. A run that another run starts may be
// given that one's handles; nobody else can hand one in, and an input that is not secret takes none.
import type { Flow } from '../../nodes/kit/flow.ts';
import { pointer } from '../../nodes/kit/flow.ts';
import type { Json, JsonObject } from '../../nodes/kit/json.ts';
import { holdsSecret, isSecretHandle, type SecretHandle } from '../../nodes/kit/secret-handle.ts';
import { refuse } from '../store/refusal.ts';

export interface SecretKeeper {
  close(name: string, value: string): SecretHandle;
  /** Takes over one that the starting run has. False: there is none such. */
  take(handle: SecretHandle): Promise<boolean>;
}

/** Checked inputs as the journal may hold them. Refuses with `inputs_invalid`. */
export async function closeSecrets(flow: Flow, inputs: JsonObject, keeper: SecretKeeper): Promise<JsonObject> {
  const closed: { [name: string]: Json } = {};
  for (const [name, value] of Object.entries(inputs)) {
    const secret = flow.inputs.find((input) => input.name === name)?.secret === true;
    if (!secret) {
      if (holdsSecret(value)) throw wrong(name, 'is no secret input: what it is given can be read in the run');
      closed[name] = value;
    } else if (typeof value === 'string') closed[name] = keeper.close(name, value);
    else if (isSecretHandle(value)) {
      if (!(await keeper.take(value))) throw wrong(name, 'wants the secret itself: a handle opens only in the run it was given to');
      closed[name] = value;
    } else closed[name] = value;
  }
  return closed;
}

const wrong = (name: string, message: string) =>
  refuse('inputs_invalid', `The input “${name}” ${message}.`, {
    problems: [{ code: 'inputs_invalid', path: `/inputs${pointer([name])}`, message }],
  });
