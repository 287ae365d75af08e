// What the simulator remembers of Azure Automation: accounts, worker groups, runbooks, jobs, variables.
export interface AutomationAccount {
  subscription: string;
  resourceGroup: string;
  name: string;
  location: string;
  tags: Record<string, string>;
  createdAt: number;
}

export interface WorkerGroup {
  account: string;
  name: string;
  /** ARM ids of the machines in it. */
  machines: string[];
  createdAt: number;
}

export interface Runbook {
  account: string;
  name: string;
  location: string;
  tags: Record<string, string>;
  type: string;
  description: string;
  state: 'New' | 'Edit' | 'Published';
  draft: string | null;
  published: string | null;
  logVerbose: boolean;
  logProgress: boolean;
  createdAt: number;
  changedAt: number;
}

export interface AutomationJob {
  account: string;
  name: string;
  jobId: string;
  runbook: string;
  parameters: Record<string, string>;
  runOn: string;
  createdAt: number;
  startAt: number;
  endAt: number;
  ends: 'Completed' | 'Failed';
  output: string[];
  exception: string | null;
  stopAt: number | null;
}

export interface AutomationVariable {
  account: string;
  name: string;
  value: string;
  encrypted: boolean;
  description: string;
  createdAt: number;
}

export interface AutomationShapes {
  automationAccount: AutomationAccount;
  workerGroup: WorkerGroup;
  runbook: Runbook;
  automationJob: AutomationJob;
  automationVariable: AutomationVariable;
}
