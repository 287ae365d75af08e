// Which VM or Arc machine a MARS server is. Azure keeps no link between the two, only names: the full computer name counts, else its
// first part, and only when no other machine bears it.
export interface KnownMachine {
  readonly kind: 'azureVm' | 'arc';
  readonly id: string;
  readonly names: readonly string[];
  readonly reachable: boolean;
  /** As Azure says it: running, deallocated, Connected, Disconnected. */
  readonly state: string;
}

const short = (name: string): string => name.split('.')[0] ?? name;

export function machineFinder(machines: readonly KnownMachine[]): (server: string) => KnownMachine | null {
  const full = new Map<string, KnownMachine[]>();
  const brief = new Map<string, KnownMachine[]>();
  const add = (index: Map<string, KnownMachine[]>, name: string, machine: KnownMachine) => {
    const known = index.get(name) ?? [];
    if (!known.includes(machine)) index.set(name, [...known, machine]);
  };
  for (const machine of machines)
    for (const name of machine.names) {
      add(full, name.toLowerCase(), machine);
      add(brief, short(name.toLowerCase()), machine);
    }
  const only = (found: readonly KnownMachine[] | undefined): KnownMachine | null =>
    found?.length === 1 ? (found[0] as KnownMachine) : null;
  return (server) => only(full.get(server.toLowerCase())) ?? only(brief.get(short(server.toLowerCase())));
}
