// How a status of a run or a step looks and reads: icon, word and tone together, never colour alone.
import type { RunStatus, StepStatus } from '../../nodes/kit/status.ts';
import type { WindowIconName } from './icon-drawings.ts';

export type Tone = 'green' | 'red' | 'amber' | 'person' | 'blue' | 'grey' | 'outline';

export interface StatusLook {
  readonly word: string;
  readonly icon: WindowIconName;
  readonly tone: Tone;
}

const looks: { readonly [S in RunStatus | StepStatus]: StatusLook } = {
  queued: { word: 'Queued', icon: 'clock', tone: 'grey' },
  pending: { word: 'Not yet', icon: 'clock', tone: 'grey' },
  running: { word: 'Running', icon: 'play', tone: 'blue' },
  waiting: { word: 'Waiting', icon: 'clock', tone: 'amber' },
  'needs-attention': { word: 'Needs a person', icon: 'user', tone: 'person' },
  cancelling: { word: 'Cancelling', icon: 'stop', tone: 'grey' },
  succeeded: { word: 'Succeeded', icon: 'check', tone: 'green' },
  failed: { word: 'Failed', icon: 'cross', tone: 'red' },
  skipped: { word: 'Skipped', icon: 'dash', tone: 'outline' },
  cancelled: { word: 'Cancelled', icon: 'stop', tone: 'grey' },
};

/** @param failures items of loops that failed while the run went on: the run is then amber, not green */
export function statusLook(status: RunStatus | StepStatus, failures = 0): StatusLook {
  if (status === 'succeeded' && failures > 0)
    return { word: `Succeeded, ${failures} ${failures === 1 ? 'failure' : 'failures'}`, icon: 'warning', tone: 'amber' };
  return looks[status];
}
