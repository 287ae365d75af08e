// Fills an empty store with the Automation accounts of an estate: worker groups, published runbooks, variables.
import { hosts } from '../hybrid/load.ts';
import { resourceKey } from '../state/keys.ts';
import { group, type Loading } from '../state/load.ts';

export function loadAutomation(loading: Loading): void {
  const { estate, store, now } = loading;
  const all = estate.automationAccounts.length > 0 ? hosts(loading) : [];
  for (const { subscription = loading.home, workerGroups, runbooks, variables, ...rest } of estate.automationAccounts) {
    const account = resourceKey(subscription, rest.resourceGroup, rest.name);
    group(loading, subscription, rest.resourceGroup, rest.location);
    store.put('automationAccount', account, { ...rest, subscription, createdAt: now }, { parent: subscription.toLowerCase() });
    for (const { name, machines } of workerGroups) {
      const ids = machines.map((machine) => {
        const host = all.find(({ names }) => names.includes(machine.toLowerCase()));
        if (!host) throw new Error(`the estate has a hybrid worker on ${machine}, but no such machine`);
        return host.id;
      });
      store.put('workerGroup', `${account}|${name}`.toLowerCase(), { account, name, machines: ids, createdAt: now }, { parent: account });
    }
    for (const { name, script } of runbooks) {
      const made = { createdAt: now, changedAt: now, logVerbose: false, logProgress: false, draft: null, description: '' };
      const runbook = {
        account,
        name,
        location: rest.location,
        tags: {},
        type: 'PowerShell',
        state: 'Published' as const,
        published: script,
        ...made,
      };
      store.put('runbook', `${account}|${name}`.toLowerCase(), runbook, { parent: account });
    }
    for (const variable of variables)
      store.put(
        'automationVariable',
        `${account}|${variable.name}`.toLowerCase(),
        { ...variable, account, description: '', createdAt: now },
        { parent: account },
      );
  }
}
