// The fake agent's recovery: the vault's recovery points of this machine, the files in them, restores here or from another server.

import { isOver } from '../../backup/job-model.ts';
import { startJob } from '../../backup/start-job.ts';
import { keyOfItem } from '../../state/keys.ts';
import type { Item, Json } from '../../state/model.ts';
import { asJson } from '../../wire/call.ts';
import { type AgentAnswer, type AgentCall, type AgentOperation, complaint } from './answer.ts';
import { filesOn, matcher, parentOf, samePath } from './files.ts';
import { jobsOf, jobView } from './jobs.ts';
import { itemsIn, itemsOf, systemStateName } from './state.ts';

const second = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

const serversOf = ({ world, agent }: AgentCall) =>
  world.store
    .list('container', agent.vault ?? '')
    .map(({ doc }) => doc)
    .filter(({ management, friendlyName }) => management === 'MAB' && friendlyName.toLowerCase() !== agent.computer.toLowerCase());

/** Items of this machine, or of the other server that the request names; null: there is no such server. */
function sources(call: AgentCall): Item[] | null {
  const server = String(call.input.server ?? '');
  if (server === '') return itemsOf(call.world, call.agent);
  const other = serversOf(call).find(({ friendlyName }) => friendlyName.toLowerCase() === server.toLowerCase());
  return other ? itemsIn(call.world, other.vault, other.name) : null;
}

const listServers: AgentOperation = (call) => ({ data: { items: serversOf(call).map(({ friendlyName }) => ({ name: friendlyName })) } });

const noServer = (call: AgentCall) =>
  complaint('ServerNotFound', `The vault has no backups of the server ${String(call.input.server)}.`, 'ObjectNotFound');

const listPoints: AgentOperation = (call) => {
  const items = sources(call);
  if (!items) return noServer(call);
  const wanted = String(call.input.source ?? '');
  const chosen = items.filter(({ friendlyName }) => wanted === '' || samePath(friendlyName, wanted));
  if (wanted !== '' && chosen.length === 0)
    return complaint('SourceNotFound', `Nothing called ${wanted} was backed up from this server.`, 'ObjectNotFound');
  const points = chosen.flatMap((item) =>
    call.world.store
      .list('point', keyOfItem(item))
      .map(({ doc }) => ({ source: item.friendlyName, time: second(doc.at), server: item.server })),
  );
  return { data: { items: points.sort((a, b) => b.time.localeCompare(a.time)) } };
};

interface Chosen {
  item: Item;
  time: number;
}

/** The recovery point that the request names by time; without one the newest. */
function pointOf(call: AgentCall): Chosen | ReturnType<typeof complaint> {
  const items = sources(call);
  if (!items) return noServer(call);
  const item = items.find(({ friendlyName }) => samePath(friendlyName, String(call.input.source)));
  if (!item)
    return complaint('SourceNotFound', `Nothing called ${String(call.input.source)} was backed up from this server.`, 'ObjectNotFound');
  const times = call.world.store.list('point', keyOfItem(item)).map(({ doc }) => doc.at);
  const wanted = typeof call.input.time === 'string' ? call.input.time : '';
  const time = wanted === '' ? times[0] : times.find((at) => second(at) === second(Date.parse(wanted)));
  if (time === undefined)
    return complaint(
      'PointNotFound',
      wanted === '' ? 'There is no recovery point yet.' : `There is no recovery point of ${wanted}.`,
      'ObjectNotFound',
    );
  return { item, time };
}

const findFiles: AgentOperation = (call) => {
  const chosen = pointOf(call);
  if ('error' in chosen) return chosen;
  const volume = chosen.item.friendlyName;
  const folder = String(call.input.folder ?? '') || volume;
  const all = volume === systemStateName ? [] : filesOn(volume);
  if (!samePath(folder, volume) && !all.some(({ path, isFolder }) => isFolder && samePath(path, folder)))
    return complaint('FolderNotFound', `The recovery point holds no folder ${folder}.`, 'ObjectNotFound');
  const search = String(call.input.search ?? '');
  const fits = matcher(search);
  const inside = all.filter(({ path }) =>
    search === ''
      ? samePath(parentOf(path), folder)
      : path.toLowerCase().startsWith(folder.toLowerCase()) && fits(path.slice(path.lastIndexOf('\\') + 1)),
  );
  return { data: { source: volume, time: second(chosen.time), items: inside as unknown as Json[] } };
};

const restore: AgentOperation = (call): AgentAnswer => {
  const chosen = pointOf(call);
  if ('error' in chosen) return chosen;
  if (String(call.input.server ?? '') !== '' && (call.secrets.Passphrase ?? '') === '')
    return complaint('PassphraseMissing', 'Restoring from another server needs the passphrase of that server.', 'SecurityError');
  const paths = Array.isArray(call.input.paths) ? call.input.paths.map((one) => String(asJson(one).path)) : [];
  const all = filesOn(chosen.item.friendlyName);
  const unknown = paths.find((path) => !samePath(path, chosen.item.friendlyName) && !all.some((file) => samePath(file.path, path)));
  if (unknown !== undefined) return complaint('ItemNotFound', `The recovery point does not hold ${unknown}.`, 'ObjectNotFound');
  if (jobsOf(call.world, call.agent).some((job) => !isOver(job, call.at)))
    return complaint(
      'OperationInProgress,Microsoft.Internal.CloudBackup.Commands.StartOBRecovery',
      'The operation could not be started because another backup or recovery operation is in progress on this server.',
      'ResourceBusy',
    );
  const job = startJob(call.world, chosen.item, {
    operation: 'Restore',
    startAt: call.at,
    activityId: call.world.newId(),
    userTriggered: true,
  });
  if (call.input.wait !== true) return { data: { job: jobView(job, call.at) } };
  return { data: { job: jobView(job, job.endAt) }, endAt: job.endAt };
};

export const recoveryOperations: Record<string, AgentOperation> = {
  'list-points': listPoints,
  'find-files': findFiles,
  restore,
  'list-servers': listServers,
};
