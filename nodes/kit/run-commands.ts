// Run Command as a resource: every step makes one of its own, named after its key, so that no step ever reads the output of another and
// after a crash the same one is found again. A machine holds 25 of them: those of ours that ended long ago are cleared away.
import type { AzureBackup } from './capabilities-azure.ts';
import type { JsonObject } from './json.ts';

const object = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Below this many nothing is cleared away: the portal shows them, and what they said helps to understand a failure. */
const keep = 12;
const ours = /^vaultflow-[0-9a-f-]{36}$/;

export const runCommandId = (machineId: string, key: string): string => `${machineId}/runCommands/vaultflow-${key}`;

export async function clearRunCommands(azure: Pick<AzureBackup, 'arm'>, machineId: string, apiVersion: string): Promise<void> {
  const { body } = await azure.arm({ method: 'GET', path: `${machineId}/runCommands?$expand=instanceView`, apiVersion });
  const found = object(body).value;
  const ended = (Array.isArray(found) ? found : [])
    .map(object)
    .filter(({ name }) => ours.test(text(name)))
    .map(({ id, properties }) => ({ id: text(id), view: object(object(properties).instanceView) }))
    .filter(({ view }) => /^(Succeeded|Failed|TimedOut|Canceled)$/.test(text(view.executionState)))
    .sort((a, b) => text(a.view.endTime).localeCompare(text(b.view.endTime)));
  for (const { id } of ended.slice(0, Math.max(0, ended.length - keep))) await azure.arm({ method: 'DELETE', path: id, apiVersion });
}
