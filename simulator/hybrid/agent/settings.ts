// The fake agent's settings: proxy, bandwidth, passphrase; its use of storage, its notifications, a renamed volume.

import { isOver, statusOf } from '../../backup/job-model.ts';
import { keyOfItem } from '../../state/keys.ts';
import type { Json } from '../../state/model.ts';
import { asJson } from '../../wire/call.ts';
import type { AgentSettings, MarsAgent } from '../model.ts';
import { type AgentAnswer, type AgentCall, type AgentOperation, complaint } from './answer.ts';
import { jobsOf } from './jobs.ts';
import { itemsOf, newestAgent } from './state.ts';

const view = ({ settings }: MarsAgent): Json => ({
  proxy: settings.proxy,
  bandwidth: settings.throttle,
  passphraseSet: settings.passphraseSet,
});

const changed = ({ agent }: AgentCall, settings: Partial<AgentSettings>): AgentAnswer => {
  const next = { ...agent, settings: { ...agent.settings, ...settings } };
  return { data: view(next), agent: next };
};

const setProxy: AgentOperation = (call) => {
  const { server, port, user } = call.input;
  if (call.input.use !== true) return changed(call, { proxy: null });
  return changed(call, {
    proxy: { server: String(server), port: Number(port), user: typeof user === 'string' && user !== '' ? user : null },
  });
};

const setBandwidth: AgentOperation = (call) => {
  const limit = call.input.limit;
  return changed(call, { throttle: limit ? (asJson(limit) as unknown as AgentSettings['throttle']) : null });
};

const setPassphrase: AgentOperation = (call) => {
  const { Passphrase = '', SecurityPin = '' } = call.secrets;
  if (Passphrase.length < 16)
    return complaint(
      'PassphraseTooShort,Microsoft.Internal.CloudBackup.Commands.SetOBMachineSetting',
      'The encryption passphrase must have at least 16 characters.',
      'InvalidData',
    );
  if (call.agent.settings.passphraseSet && !/^\d{6}$/.test(SecurityPin))
    return complaint(
      'InvalidSecurityPin,Microsoft.Internal.CloudBackup.Commands.SetOBMachineSetting',
      'The security PIN is not valid. Generate a new PIN in the properties of the vault in the Azure portal; it is valid for five minutes.',
      'SecurityError',
    );
  return changed(call, { passphraseSet: true });
};

const usage: AgentOperation = ({ world, agent }) => {
  const points = itemsOf(world, agent).reduce((sum, item) => sum + world.store.count('point', keyOfItem(item)), 0);
  return { data: { storageBytes: points * 1_610_612_736 } };
};

const notifications: AgentOperation = ({ world, agent, at }) => {
  const late = jobsOf(world, agent)
    .filter((job) => isOver(job, at) && statusOf(job, at) === 'Failed')
    .slice(0, 5)
    .map((job) => ({
      severity: 'Error',
      title: 'Backup failed',
      message: job.error?.message ?? 'The last backup failed.',
      time: `${new Date(job.endAt).toISOString().slice(0, 19)}Z`,
    }));
  const old = { severity: 'Warning', title: 'Agent update available', message: `Version ${newestAgent} is available.`, time: null };
  return { data: { items: [...late, ...(agent.version === newestAgent ? [] : [old])] } };
};

const renameVolume: AgentOperation = (call) => {
  const { oldName, newName } = call.input;
  const known = itemsOf(call.world, call.agent).some(({ friendlyName }) => friendlyName.toLowerCase() === String(oldName).toLowerCase());
  if (!known) return complaint('VolumeNotFound', `No backup of this server is of the volume ${String(oldName)}.`, 'ObjectNotFound');
  const renamed = [...call.agent.renamed, { from: String(oldName), to: String(newName) }];
  return { data: { oldName: String(oldName), newName: String(newName) }, agent: { ...call.agent, renamed } };
};

export const settingsOperations: Record<string, AgentOperation> = {
  'get-settings': ({ agent }) => ({ data: view(agent) }),
  'set-proxy': setProxy,
  'set-bandwidth': setBandwidth,
  'set-passphrase': setPassphrase,
  'get-usage': usage,
  'list-notifications': notifications,
  'rename-volume': renameVolume,
};
