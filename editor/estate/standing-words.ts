// How the standing of a protected item looks and reads: word, icon and tone together, never colour alone.
import type { StandingName } from '../../nodes/kit/estate-health/standing.ts';
import type { WindowIconName } from '../ui/icon-drawings.ts';
import type { Tone } from '../ui/status.ts';

export const standingWords: {
  readonly [S in StandingName]: { readonly word: string; readonly icon: WindowIconName; readonly tone: Tone };
} = {
  safe: { word: 'Safe', icon: 'check', tone: 'green' },
  late: { word: 'Late', icon: 'clock', tone: 'amber' },
  failing: { word: 'Failing', icon: 'cross', tone: 'red' },
  waiting: { word: 'Waiting', icon: 'clock', tone: 'blue' },
  stopped: { word: 'Stopped', icon: 'stop', tone: 'grey' },
  unknown: { word: 'Not known', icon: 'warning', tone: 'outline' },
  deleted: { word: 'Deleted', icon: 'dash', tone: 'outline' },
};

/** Drives are all called alike: their machine comes first. @example itemName({ name: 'C:\\', machine: 'fs-01' }) // 'fs-01 C:\\' */
export const itemName = ({ name, machine }: { readonly name: string; readonly machine: string | null }): string =>
  machine !== null && machine.toLowerCase() !== name.toLowerCase() ? `${machine} ${name}` : name;

const kinds: { readonly [workload: string]: string } = {
  VM: 'Azure VM',
  AzureFileShare: 'File share',
  SQLDataBase: 'SQL database',
  SAPHanaDatabase: 'SAP HANA database',
  SAPHanaDBInstance: 'SAP HANA instance',
  SAPAseDatabase: 'SAP ASE database',
  FileFolder: 'Files and folders',
};
export const kindWord = (workloadType: string): string => kinds[workloadType] ?? workloadType;
