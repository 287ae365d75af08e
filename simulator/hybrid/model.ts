// What the simulator remembers of servers outside Azure: Arc machines, and the MARS agents on machines of either kind.
export interface HybridMachine {
  subscription: string;
  resourceGroup: string;
  name: string;
  location: string;
  tags: Record<string, string>;
  fqdn: string;
  os: 'Windows' | 'Linux';
  osName: string;
  status: 'Connected' | 'Disconnected';
  statusSince: number;
  agentVersion: string;
  vmId: string;
}

export interface FileRule {
  path: string;
  recursive: boolean;
}

export interface AgentSchedule {
  days: string[];
  /** HH:mm */
  times: string[];
}

export interface AgentRetention {
  days: number;
  weekly?: { weeks: number; days: string[] };
  monthly?: { months: number; dayOfMonth: number };
  yearly?: { years: number; month: string; dayOfMonth: number };
}

export interface AgentPolicy {
  id: string;
  state: 'Valid' | 'Paused';
  include: FileRule[];
  exclude: FileRule[];
  schedule: AgentSchedule;
  retention: AgentRetention;
}

export interface AgentSettings {
  proxy: { server: string; port: number; user: string | null } | null;
  throttle: { days: string[]; from: string; to: string; workKbps: number; otherKbps: number } | null;
  passphraseSet: boolean;
}

/** A MARS agent: the state that lives on its machine and nowhere else. */
export interface MarsAgent {
  host: string;
  computer: string;
  version: string;
  /** Keys of the vault and of the container in it; null before registration. */
  vault: string | null;
  container: string | null;
  settings: AgentSettings;
  policy: AgentPolicy | null;
  systemState: AgentPolicy | null;
  renamed: { from: string; to: string }[];
}

export interface HybridShapes {
  hybridMachine: HybridMachine;
  marsAgent: MarsAgent;
}
