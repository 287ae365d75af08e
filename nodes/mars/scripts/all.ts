// Every operation there is on a MARS agent. The runbook of the Automation way holds them all.
import { getStatus, listJobs, startBackup, stopJob, waitForJob } from './jobs.ts';
import { changeFiles, getPolicy, removePolicy, setPolicy, setPolicyState } from './policies.ts';
import { findFiles, listPoints, listServers, restore } from './recovery.ts';
import { installAgent, listCertificates, listRecoveryServices, register } from './registration.ts';
import { type MarsOperation, runbookOf } from './script.ts';
import { getSettings, getUsage, listNotifications, renameVolume, setBandwidth, setPassphrase, setProxy } from './settings.ts';

export const operations: readonly MarsOperation[] = [
  changeFiles,
  findFiles,
  getPolicy,
  getSettings,
  getStatus,
  getUsage,
  installAgent,
  listCertificates,
  listJobs,
  listNotifications,
  listPoints,
  listRecoveryServices,
  listServers,
  register,
  removePolicy,
  renameVolume,
  restore,
  setBandwidth,
  setPassphrase,
  setPolicy,
  setPolicyState,
  setProxy,
  startBackup,
  stopJob,
  waitForJob,
];

export const runbookText = runbookOf(operations);
