// Starts, stops, restarts and deallocates virtual machines. The machine shows its new state as soon as the request is accepted; the
// operation that the 202 names takes the time that it takes in Azure.
import type { Machine } from '../state/model.ts';
import { type Answer, refuse } from '../wire/answer.ts';
import type { Call } from '../wire/call.ts';
import { type Route, route } from '../wire/router.ts';
import { M, machineKey, withMachine } from './machines.ts';
import { startComputeOperation } from './operations.ts';

const ways = {
  start: { power: 'running', seconds: 25 },
  powerOff: { power: 'stopped', seconds: 20 },
  deallocate: { power: 'deallocated', seconds: 40 },
  restart: { power: 'running', seconds: 30 },
} as const;

const change =
  (way: keyof typeof ways) =>
  (call: Call): Answer =>
    withMachine(call, (machine) => {
      const { power, seconds } = ways[way];
      if (way === 'restart' && machine.power !== 'running')
        return refuse(
          409,
          'OperationNotAllowed',
          `Operation 'restart' is not allowed on VM '${machine.name}' since the VM is not running.`,
        );
      const { headers } = startComputeOperation(call, {
        location: machine.location,
        seconds: machine.power === power && way !== 'restart' ? 1 : seconds,
      });
      const next: Machine = { ...machine, power };
      call.store.put('machine', machineKey(call), next);
      return { status: 202, headers };
    });

export const powerRoutes: Route[] = (Object.keys(ways) as (keyof typeof ways)[]).map((way) => route('POST', `${M}/${way}`, change(way)));
