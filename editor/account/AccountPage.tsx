// One's own account: password, second step, where one is signed in.
import { Button } from '@fluentui/react-components';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call, queryClient } from '../api.ts';
import { PageFrame, Panel } from '../pages/frame/PageFrame.tsx';
import { confirm } from '../ui/confirm.ts';
import { ago } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { toast, toastError } from '../ui/toast.ts';
import { NewPassword } from './NewPassword.tsx';
import { SecondStep } from './SecondStep.tsx';
import { Tokens } from './Tokens.tsx';
import '../pages/SettingsPage.css';
import './Account.css';

export function AccountPage() {
  const { data: account } = useQuery({ queryKey: ['account'], queryFn: () => call('account') });
  return (
    <PageFrame name="Account" title="Your account" sub="How you sign in, where you are signed in, and tokens for your scripts.">
      <div className="settings">
        {!account ? (
          <Skeleton label="Reading your account" />
        ) : account.own ? (
          <>
            <Panel title={account.login ?? account.name}>
              <div className="settings-body">
                {account.hasPassword ? <ChangePassword /> : <p>You sign in through your organisation.</p>}
              </div>
            </Panel>
            {account.hasPassword ? <SecondStep on={account.secondStep} left={account.recoveryCodesLeft} /> : null}
            <Tokens />
            <Sessions />
          </>
        ) : (
          <>
            <Panel title="No account yet">
              <div className="settings-body">
                <p>
                  You are signed in by the link of this machine. To work with others, make an account for yourself first: it looks after
                  this installation and can invite people. The link then lets in only who runs <code>npx vaultflow link</code> on the
                  machine.
                </p>
                <NewPassword
                  who
                  action="Make my account"
                  send={async ({ login, name, password }) => {
                    await call('createFirstAccount', { body: { login, name, password } });
                    toast({ title: 'Your account is made', intent: 'success' });
                    await queryClient.invalidateQueries();
                  }}
                />
              </div>
            </Panel>
            <Sessions />
          </>
        )}
      </div>
    </PageFrame>
  );
}

function ChangePassword() {
  const [open, setOpen] = useState(false);
  if (!open)
    return (
      <div className="settings-actions">
        <Button onClick={() => setOpen(true)} data-testid="change-password">
          Change password
        </Button>
      </div>
    );
  return (
    <NewPassword
      present
      action="Change password and sign out elsewhere"
      send={async ({ present, password }) => {
        await call('changePassword', { body: { present, password } });
        toast({ title: 'The password is changed', intent: 'success' });
        setOpen(false);
        await queryClient.invalidateQueries({ queryKey: ['account'] });
      }}
    />
  );
}

function Sessions() {
  const { data } = useQuery({ queryKey: ['account', 'sessions'], queryFn: async () => (await call('listSessions')).items });
  const refresh = () => queryClient.invalidateQueries();
  const end = useMutation({
    mutationFn: (id: string) => call('endSession', { params: { id } }),
    onSettled: refresh,
    onError: (thrown) => toastError('The browser could not be signed out', thrown),
  });
  const endAll = useMutation({
    mutationFn: () => call('endSessions'),
    onSettled: refresh,
    onError: (thrown) => toastError('You could not be signed out', thrown),
  });
  return (
    <Panel title="Where you are signed in">
      <ul className="account-list">
        {(data ?? []).map((session) => (
          <li key={session.id}>
            <span className="account-words">
              <strong>{session.current ? 'This browser' : browserName(session.browser)}</strong>
              <span className="settings-hint">
                {session.from ?? 'unknown address'} · last used {ago(session.seenAt)}
              </span>
            </span>
            {session.current ? null : <Button onClick={() => end.mutate(session.id)}>Sign out</Button>}
          </li>
        ))}
      </ul>
      <div className="settings-body settings-actions">
        <Button
          onClick={async () => {
            const question = {
              title: 'Sign out everywhere?',
              text: 'All your browsers are signed out, this one too.',
              action: 'Sign out everywhere',
            };
            if (await confirm(question)) endAll.mutate();
          }}
          data-testid="sign-out-everywhere"
        >
          Sign out everywhere
        </Button>
      </div>
    </Panel>
  );
}

const browserName = (agent: string | null): string =>
  /Edg\//.test(agent ?? '')
    ? 'Edge'
    : /Firefox/.test(agent ?? '')
      ? 'Firefox'
      : /Chrome/.test(agent ?? '')
        ? 'Chrome'
        : /Safari/.test(agent ?? '')
          ? 'Safari'
          : 'Another browser';
