// In the practice world nothing leaves the house by accident: messages, mails and HTTP writes go to the practice inbox, unless
// the flow itself names the host in `practiceSends`. Reads go out; they change nothing.
import type { StepRequest } from '../engine/engine.ts';
import type { PracticeMessage, ServicesDeps } from './contract.ts';

export interface Outbox {
  /** What a named host answers to a write may lead elsewhere: there a practice run does not follow. */
  readonly practice: boolean;
  /** True: it has been put into the inbox. False: send it for real. */
  divert(message: Pick<PracticeMessage, 'kind' | 'to' | 'subject' | 'body'>, host: string): Promise<boolean>;
}

export function outboxOf(inbox: ServicesDeps['inbox'], step: Pick<StepRequest, 'run' | 'projectId' | 'flow' | 'key'>): Outbox {
  const named = new Set((step.flow.settings.practiceSends ?? []).map((host) => host.trim().toLowerCase()));
  const practice = step.run.world === 'practice';
  return {
    practice,
    async divert(message, host) {
      if (!practice || isNamed(named, host.toLowerCase())) return false;
      await inbox.put({ ...message, projectId: step.projectId, runId: step.run.id, flowName: step.run.flowName, key: step.key });
      return true;
    },
  };
}

/** `host`, `host:port` or `*.host`. */
function isNamed(named: ReadonlySet<string>, host: string): boolean {
  const bare = host.replace(/:\d+$/, '');
  if (named.has(host) || named.has(bare)) return true;
  return [...named].some((pattern) => pattern.startsWith('*.') && bare.endsWith(pattern.slice(1)));
}
