// The fake agent's policies: what it backs up, when, and how long it is kept; for files and folders, and for the system state.

import { purge, putItem } from '../../state/items.ts';
import type { Json } from '../../state/model.ts';
import { asJson } from '../../wire/call.ts';
import type { AgentPolicy, AgentRetention, AgentSchedule, FileRule } from '../model.ts';
import { type AgentAnswer, type AgentCall, type AgentOperation, complaint } from './answer.ts';
import { nextRunOf } from './schedule.ts';
import { itemsOf, systemStateName } from './state.ts';

const isSystem = (input: Json) => input.what === 'systemState';
const chosen = ({ agent, input }: AgentCall): AgentPolicy | null => (isSystem(input) ? agent.systemState : agent.policy);
const missing = (input: Json) =>
  isSystem(input)
    ? complaint('NoSystemStatePolicy', 'No backup of the system state is set up on this server.')
    : complaint('NoPolicy', 'No backup policy is set up on this server.');

const view = (policy: AgentPolicy, what: string, now: number): Json => ({
  id: policy.id,
  what,
  state: policy.state,
  include: policy.include,
  exclude: policy.exclude,
  schedule: { ...policy.schedule, everyWeeks: 1 },
  retention: {
    days: policy.retention.days,
    weeks: policy.retention.weekly?.weeks ?? null,
    months: policy.retention.monthly?.months ?? null,
    years: policy.retention.yearly?.years ?? null,
  },
  nextBackup: nextRunOf(policy, now),
});

const whatOf = (input: Json) => (isSystem(input) ? 'systemState' : 'files');

const getPolicy: AgentOperation = (call) => {
  const policy = chosen(call);
  return { data: { policy: policy ? view(policy, whatOf(call.input), call.at) : null } };
};

/** Stores the policy on the side that the request names. */
function kept(call: AgentCall, policy: AgentPolicy): AgentAnswer {
  const agent = isSystem(call.input) ? { ...call.agent, systemState: policy } : { ...call.agent, policy };
  return { data: { policy: view(policy, whatOf(call.input), call.at) }, agent };
}

const rules = (value: unknown): FileRule[] =>
  Array.isArray(value) ? value.map((one) => ({ path: String(asJson(one).path), recursive: asJson(one).recursive !== false })) : [];

const setPolicy: AgentOperation = (call) => {
  const { input } = call;
  const schedule = asJson(input.schedule) as unknown as AgentSchedule;
  if (schedule.times.length > 3)
    return complaint(
      'ParameterArgumentValidationError,Microsoft.Internal.CloudBackup.Commands.NewOBSchedule',
      'A schedule cannot have more than three times of day.',
      'InvalidData',
    );
  const retention = asJson(input.retention) as unknown as AgentRetention;
  const old = chosen(call);
  const include = isSystem(input) ? [{ path: systemStateName, recursive: true }] : rules(input.include);
  return kept(call, {
    id: old?.id ?? call.world.newId(),
    state: old?.state ?? 'Valid',
    include,
    exclude: isSystem(input) ? [] : rules(input.exclude),
    schedule,
    retention,
  });
};

const same = (a: string, b: string) => a.replace(/\\+$/, '').toLowerCase() === b.replace(/\\+$/, '').toLowerCase();

const changeFiles: AgentOperation = (call) => {
  const policy = call.agent.policy;
  if (!policy) return missing(call.input);
  const gone = Array.isArray(call.input.remove) ? call.input.remove.map(String) : [];
  const unknown = gone.find((path) => ![...policy.include, ...policy.exclude].some((rule) => same(rule.path, path)));
  if (unknown !== undefined) return complaint('FileSpecNotFound', `The policy has no rule for ${unknown}.`);
  const without = (list: FileRule[], added: FileRule[]) => [
    ...list.filter((rule) => !gone.some((path) => same(path, rule.path)) && !added.some((one) => same(one.path, rule.path))),
    ...added,
  ];
  const include = without(policy.include, rules(call.input.include));
  if (include.length === 0) return complaint('NothingLeft', 'A policy must protect at least one file, folder or volume.');
  return kept(call, { ...policy, include, exclude: without(policy.exclude, rules(call.input.exclude)) });
};

const setState: AgentOperation = (call) => {
  const policy = chosen(call);
  if (!policy) return missing(call.input);
  return kept(call, { ...policy, state: call.input.state === 'Paused' ? 'Paused' : 'Valid' });
};

const removePolicy: AgentOperation = (call) => {
  const policy = chosen(call);
  if (!policy) return missing(call.input);
  const deletes = call.input.deleteBackups === true;
  if (deletes && !/^\d{6}$/.test(call.secrets.SecurityPin ?? ''))
    return complaint(
      'InvalidSecurityPin,Microsoft.Internal.CloudBackup.Commands.RemoveOBPolicy',
      'The security PIN is not valid. Generate a new PIN in the properties of the vault in the Azure portal; it is valid for five minutes.',
      'SecurityError',
    );
  const items = itemsOf(call.world, call.agent).filter((item) => (item.friendlyName === systemStateName) === isSystem(call.input));
  for (const item of items) {
    if (deletes) purge(call.world, item);
    else putItem(call.world, { ...item, state: 'ProtectionStopped', policy: null, nextBackupAt: null });
  }
  const agent = isSystem(call.input) ? { ...call.agent, systemState: null } : { ...call.agent, policy: null };
  return { data: { removed: true, deletedBackups: deletes, items: items.map(({ friendlyName }) => friendlyName) }, agent };
};

export const policyOperations: Record<string, AgentOperation> = {
  'get-policy': getPolicy,
  'set-policy': setPolicy,
  'change-files': changeFiles,
  'set-policy-state': setState,
  'remove-policy': removePolicy,
};
