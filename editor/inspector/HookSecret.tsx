// The secret of a webhook: made, shown once, replaced with a day in which both are good, or at once.
import { useMutation } from '@tanstack/react-query';
import { call } from '../api.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { confirm } from '../ui/confirm.ts';
import { dateTime } from '../ui/format.ts';
import { toastError } from '../ui/toast.ts';
import { refreshTriggers, type Trigger } from './use-triggers.ts';

const OVERLAP_HOURS = 24;

interface HookSecretProps {
  readonly flowId: string;
  readonly nodeId: string;
  readonly hook: Trigger['hook'];
  /** Made a moment ago; it is nowhere else. */
  readonly secret: string | null;
  readonly onSecret: (secret: string) => void;
}

export function HookSecret({ flowId, nodeId, hook, secret, onSecret }: HookSecretProps) {
  const set = hook?.secretSet === true;
  const renew = useMutation({
    mutationFn: (keepOldHours: number) => call('renewHookSecret', { params: { id: flowId, node: nodeId }, body: { keepOldHours } }),
    onSuccess: (answer) => {
      onSecret(answer.secret);
      return refreshTriggers(flowId);
    },
    onError: (error) => toastError('The secret could not be made', error),
  });
  const atOnce = async () => {
    const text = 'Callers with the old secret are refused from this moment on.';
    if (await confirm({ title: 'Replace the secret at once?', text, action: 'Replace', destructive: true })) renew.mutate(0);
  };
  const says = set ? 'A secret is set. It cannot be shown again, only replaced.' : 'There is no secret yet, so nobody can call.';
  return (
    <div className="field">
      <span className="field-label">Secret</span>
      {secret ? (
        <span className="trigger-info-line">
          <code data-testid="hook-secret">{secret}</code>
          <CopyButton text={secret} what="secret" />
        </span>
      ) : null}
      <p className="field-about">{secret ? 'Copy it now: it is shown this once.' : says}</p>
      {hook?.oldSecretUntil ? (
        <p className="field-about" data-testid="hook-old-secret">
          The secret before is good until {dateTime(hook.oldSecretUntil)}.
        </p>
      ) : null}
      {secret ? null : (
        <button
          type="button"
          className="trigger-info-button"
          disabled={renew.isPending}
          data-testid="hook-renew"
          onClick={() => renew.mutate(set ? OVERLAP_HOURS : 0)}
        >
          {renew.isPending ? 'Making a secret …' : set ? `Replace; the old one stays good for ${OVERLAP_HOURS} hours` : 'Make a secret'}
        </button>
      )}
      {set && !secret ? (
        <button type="button" className="trigger-info-button" disabled={renew.isPending} data-testid="hook-renew-now" onClick={atOnce}>
          Replace at once
        </button>
      ) : null}
    </div>
  );
}
