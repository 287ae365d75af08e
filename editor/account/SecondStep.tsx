// A second step beside the password: the secret goes into an authenticator app, a code of it switches it on, and the recovery codes are
// shown once.
import { Button, Field, Input } from '@fluentui/react-components';
import { useState } from 'react';
import { call, queryClient } from '../api.ts';
import { Panel } from '../pages/frame/PageFrame.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { toastError } from '../ui/toast.ts';

type Stage =
  | { readonly at: 'rest' }
  | { readonly at: 'begun'; readonly secret: string; readonly uri: string }
  | { readonly at: 'done'; readonly codes: readonly string[] };

export function SecondStep({ on, left }: { readonly on: boolean; readonly left: number }) {
  const [stage, set] = useState<Stage>({ at: 'rest' });
  const [typed, setTyped] = useState('');

  async function go(what: string, act: () => Promise<Stage>) {
    try {
      set(await act());
      setTyped('');
    } catch (thrown) {
      toastError(what, thrown);
    }
    await queryClient.invalidateQueries({ queryKey: ['account'] });
  }
  const begin = () =>
    go('The second step could not be begun', async () => ({
      at: 'begun',
      ...(await call('startSecondStep', { body: { password: typed } })),
    }));
  const confirm = () =>
    go('The code was not taken', async () => ({
      at: 'done',
      codes: (await call('confirmSecondStep', { body: { code: typed } })).recoveryCodes,
    }));
  const end = () =>
    go('The second step is still on', async () => {
      await call('endSecondStep', { body: { password: typed } });
      return { at: 'rest' };
    });

  const ask = (label: string, action: string, act: () => Promise<void>, secret: boolean) => (
    <form
      className="account-row"
      onSubmit={(event) => {
        event.preventDefault();
        void act();
      }}
    >
      <Field label={label}>
        <Input
          type={secret ? 'password' : 'text'}
          value={typed}
          onChange={(_, data) => setTyped(data.value)}
          autoComplete={secret ? 'current-password' : 'one-time-code'}
          data-testid="second-step-input"
        />
      </Field>
      <Button type="submit" disabled={typed.trim() === ''} data-testid="second-step-go">
        {action}
      </Button>
    </form>
  );

  return (
    <Panel title="Second step" beside={<span className="settings-hint">{on ? `on · ${left} recovery codes left` : 'off'}</span>}>
      <div className="settings-body">
        {stage.at === 'done' ? (
          <div className="account-secret" role="status">
            <strong>Keep these recovery codes on paper. They are not shown again.</strong>
            <span className="account-codes">
              {stage.codes.map((code) => (
                <code key={code}>{code}</code>
              ))}
            </span>
            <CopyButton text={stage.codes.join('\n')} what="recovery codes" word="Copy" />
          </div>
        ) : null}
        {stage.at === 'begun' ? (
          <>
            <p>
              Add an entry to your authenticator app with this key, or <a href={stage.uri}>open the app on this device</a>. Then type the
              code that it shows.
            </p>
            <p className="settings-code">
              <code>{stage.secret.replace(/(.{4})/g, '$1 ').trim()}</code>
              <CopyButton text={stage.secret} what="key" word="Copy" />
            </p>
            {ask('Code of the app', 'Switch on', confirm, false)}
          </>
        ) : (
          <>
            <p>A code of your phone beside the password: whoever has come by the password cannot sign in with it.</p>
            {on ? ask('Your password', 'Switch off', end, true) : ask('Your password', 'Set up', begin, true)}
          </>
        )}
      </div>
    </Panel>
  );
}
