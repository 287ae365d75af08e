// Moving the backup data of a vault to another one: the source prepares and gives a correlation id, the target triggers with
// it, and the containers with their items, points and jobs change hands. The source keeps nothing. Only where the two vaults
// are told apart by region, and the target is empty.
import { checkBody } from '../requests/check.ts';
import { prepareMoveRequest, triggerMoveRequest } from '../requests/data-move.ts';
import { putItem } from '../state/items.ts';
import { armParts, containerKey, keyOfItem, keyOfVault, pointKey, policyKey, vaultId, vaultKey } from '../state/keys.ts';
import type { Vault } from '../state/model.ts';
import { type Answer, invalidInput, serviceRefusal } from '../wire/answer.ts';
import type { Call } from '../wire/call.ts';
import type { Route } from '../wire/router.ts';
import { accepted } from './accepted.ts';
import { V, vaultRoute } from './lookups.ts';
import { startOperation } from './start-job.ts';

const plain = (region: string) => region.replaceAll(' ', '').toLowerCase();

/** The correlation id names the source and the moment; the target believes no other. */
const correlation = (vault: Vault, id: string) => Buffer.from(`${keyOfVault(vault)};${id}`).toString('base64');

function named(call: Call, id: string): Vault | null {
  const parts = armParts(id);
  if (parts?.type !== 'microsoft.recoveryservices/vaults') return null;
  return call.store.get('vault', vaultKey(parts.subscription, parts.resourceGroup, parts.name));
}

const links = (call: Call, vault: Vault, operation: string) => {
  const base = `${vaultId(vault)}/backupstorageconfig/vaultstorageconfig`;
  return accepted(call, { location: `${base}/operationResults/${operation}`, status: `${base}/operationStatus/${operation}` });
};

const prepare = (call: Call, vault: Vault): Answer => {
  const checked = checkBody(prepareMoveRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const { targetResourceId, targetRegion, dataMoveLevel } = checked.value;
  if (dataMoveLevel !== 'Vault') return invalidInput('dataMoveLevel', 'Only the data of a whole vault can be moved.');
  const target = named(call, targetResourceId);
  if (!target || keyOfVault(target) === keyOfVault(vault)) return invalidInput('targetResourceId');
  if (target.location !== plain(targetRegion)) return invalidInput('targetRegion');
  if (call.store.count('item', keyOfVault(target)) > 0) {
    return serviceRefusal(400, 'BMSUserErrorInvalidInput', 'The target vault must not protect anything yet.', 'targetResourceId');
  }
  const correlationId = correlation(vault, call.newId());
  call.store.put('vault', keyOfVault(vault), { ...vault, dataMove: { correlationId, target: keyOfVault(target) } });
  const body = {
    objectType: 'PrepareDataMoveResponse',
    correlationId,
    sourceVaultProperties: { storageType: vault.redundancy, location: vault.location },
  };
  const operation = startOperation(call, keyOfVault(vault), { seconds: 30, result: { kind: 'body', body, key: '' } });
  return links(call, vault, operation.id);
};

/** Everything that hangs on the items changes its vault; policies that the target lacks come along. */
function moveAll(call: Call, source: string, target: string) {
  const { store } = call;
  for (const { key, doc: policy } of store.list('policy', source)) {
    const moved = policyKey(target, policy.name);
    if (!store.get('policy', moved)) store.put('policy', moved, { ...policy, vault: target }, { parent: target });
    store.remove('policy', key);
  }
  for (const { key, doc: container } of store.list('container', source)) {
    store.put('container', containerKey(target, container.name), { ...container, vault: target }, { parent: target });
    store.remove('container', key);
  }
  for (const { key, doc: item } of store.list('item', source)) {
    const moved = { ...item, vault: target };
    for (const { key: at, doc: point } of store.list('point', key)) {
      const next = { ...point, item: keyOfItem(moved) };
      store.put('point', pointKey(next.item, next.id), next, { parent: next.item, rank: -next.at, due: next.expiresAt });
      store.remove('point', at);
    }
    putItem(call, moved);
    store.remove('item', key);
  }
}

const trigger = (call: Call, vault: Vault): Answer => {
  const checked = checkBody(triggerMoveRequest, call.body);
  if ('refused' in checked) return checked.refused;
  const { sourceResourceId, sourceRegion, dataMoveLevel, correlationId } = checked.value;
  if (dataMoveLevel !== 'Vault') return invalidInput('dataMoveLevel', 'Only the data of a whole vault can be moved.');
  const source = named(call, sourceResourceId);
  if (!source) return invalidInput('sourceResourceId');
  if (source.location !== plain(sourceRegion)) return invalidInput('sourceRegion');
  const { dataMove, ...rest } = source;
  if (dataMove?.correlationId !== correlationId || dataMove.target !== keyOfVault(vault)) {
    return invalidInput('correlationId', 'The source vault has prepared no move with this correlation id.');
  }
  call.store.put('vault', keyOfVault(source), rest);
  moveAll(call, keyOfVault(source), keyOfVault(vault));
  return links(call, vault, startOperation(call, keyOfVault(vault), { seconds: 120 }).id);
};

const config = `${V}/backupstorageconfig/vaultstorageconfig`;

export const dataMoveRoutes: Route[] = [
  vaultRoute('POST', `${config}/prepareDataMove`, prepare),
  vaultRoute('POST', `${config}/triggerDataMove`, trigger),
];
