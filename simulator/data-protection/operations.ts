// Long-running operations of Backup vaults: 202 with both links, then their status and result, known under vault and region.

import { retryAfter } from '../backup/accepted.ts';
import type { Json } from '../state/model.ts';
import { type Answer, ok } from '../wire/answer.ts';
import { type Call, param, workMs } from '../wire/call.ts';
import { type Route, route } from '../wire/router.ts';
import { instant } from '../wire/times.ts';
import { backupVaultId, keyOfBackupVault } from './keys.ts';
import { dataError, G, I, inVault, P, S, V } from './lookups.ts';
import type { BackupVault, DataOperation } from './model.ts';

interface Starting {
  readonly seconds?: number;
  readonly jobId?: string;
  readonly error?: DataOperation['error'];
}

export function startDataOperation(call: Call, vault: BackupVault, { seconds = 10, jobId, error }: Starting = {}): DataOperation {
  const id = Buffer.from(`${call.newId()};${call.newId()}`).toString('base64url');
  const operation: DataOperation = {
    vault: keyOfBackupVault(vault),
    id,
    startAt: call.at,
    endAt: call.at + workMs(call, seconds),
    jobId: jobId ?? null,
    error: error ?? null,
  };
  call.store.put('dataOperation', id.toLowerCase(), operation, { parent: operation.vault });
  return operation;
}

export function acceptedData(
  call: Call,
  vault: BackupVault,
  operation: DataOperation,
  more: { status?: number; body?: Json } = {},
): Answer {
  const at = (kind: string) => `${call.origin}${backupVaultId(vault)}/${kind}/${operation.id}?api-version=${call.apiVersion}`;
  return {
    status: more.status ?? 202,
    ...(more.body ? { body: more.body } : {}),
    headers: {
      'azure-asyncoperation': at('operationStatus'),
      ...(more.status === 201 ? {} : { location: at('operationResults') }),
      'retry-after': String(retryAfter(call.timeScale)),
    },
  };
}

const find = (call: Call) => call.store.get('dataOperation', param(call, 'operation').toLowerCase());
const unknown = (call: Call) => dataError(404, 'OperationNotFound', `The operation '${param(call, 'operation')}' was not found.`);

const status = (call: Call): Answer => {
  const operation = find(call);
  if (!operation) return unknown(call);
  const { id, startAt, endAt, error, jobId } = operation;
  const head = { id: call.path, name: id, startTime: instant(startAt) };
  if (call.at < endAt) return ok({ ...head, status: 'Inprogress' }, { 'retry-after': String(retryAfter(call.timeScale)) });
  if (error) return ok({ ...head, endTime: instant(endAt), status: 'Failed', error });
  const properties = jobId ? { properties: { objectType: 'OperationJobExtendedInfo', jobId } } : {};
  return ok({ ...head, endTime: instant(endAt), status: 'Succeeded', ...properties });
};

const result = (call: Call): Answer => {
  const operation = find(call);
  if (!operation) return unknown(call);
  if (call.at < operation.endAt)
    return {
      status: 202,
      headers: { location: `${call.origin}${call.path}?api-version=${call.apiVersion}`, 'retry-after': String(retryAfter(call.timeScale)) },
    };
  if (operation.error) return dataError(400, operation.error.code, operation.error.message);
  return ok({ objectType: 'OperationJobExtendedInfo', ...(operation.jobId ? { jobId: operation.jobId } : {}) });
};

export const dataOperationRoutes: Route[] = [
  route('GET', `${S}/${P}/locations/{location}/operationStatus/{operation}`, status),
  route('GET', `${S}/${P}/locations/{location}/operationResults/{operation}`, result),
  route('GET', `${G}/${P}/operationStatus/{operation}`, status),
  inVault('GET', `${V}/operationStatus/{operation}`, status),
  inVault('GET', `${V}/operationResults/{operation}`, result),
  inVault('GET', `${I}/operationResults/{operation}`, result),
];
