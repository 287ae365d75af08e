// Policies of the vault by name, for a field that also takes a new name.
import type { Choice } from '../../kit/define.ts';
import { policyChoices } from '../choices.ts';

export const policyNameChoices = async (ask: Parameters<typeof policyChoices>[0]): Promise<Choice[]> =>
  (await policyChoices(ask)).map((choice) => ({ ...choice, value: choice.label }));
