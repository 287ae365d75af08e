// Time zones of policies: Azure Backup knows them by the names of Windows. Names of the IANA list are taken too.
import { windowsZoneNames } from '../expression/functions/windows-zones.ts';

const byLowerName = new Map([
  ...[...windowsZoneNames].map(([windows, iana]): [string, string] => [iana.toLowerCase(), windows]),
  ...[...windowsZoneNames.keys()].map((windows): [string, string] => [windows.toLowerCase(), windows]),
]);

/** The name that Azure wants; null when it has none for this zone. */
export const azureZone = (name: string): string | null => byLowerName.get(name.toLowerCase()) ?? null;

/** Every zone with its place in the world, for a list to choose from. */
export const azureZones: readonly { readonly name: string; readonly place: string }[] = [...windowsZoneNames].map(([name, place]) => ({
  name,
  place,
}));
