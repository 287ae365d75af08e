// Signing in with an account: name and password, the code of the second step once the server asks for it, or the organisation's own
// sign-in. What is typed is kept nowhere.
import { Button, Field, Input } from '@fluentui/react-components';
import { useState } from 'react';
import type { SignInWays } from '../../nodes/kit/wire/account.ts';
import type { Me } from '../../nodes/kit/wire/system.ts';
import { ApiError, call } from '../api.ts';

interface PasswordSignInProps {
  readonly ways: SignInWays;
  readonly onIn: (me: Me) => void;
}

export function PasswordSignIn({ ways, onIn }: PasswordSignInProps) {
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function send() {
    setBusy(true);
    setProblem(null);
    try {
      onIn(await call('signIn', { body: { login, password, ...(code ? { code } : {}) } }));
    } catch (thrown) {
      if (thrown instanceof ApiError && thrown.code === 'second_step_needed') setCode('');
      else setProblem(thrown instanceof Error ? thrown.message : String(thrown));
      setBusy(false);
    }
  }

  return (
    <>
      {ways.provider ? (
        <Button appearance="primary" as="a" href="/api/session/provider" data-testid="sign-in-provider">
          Sign in with {ways.provider}
        </Button>
      ) : null}
      {ways.password ? (
        <form
          className="sign-in-form"
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <Field label="Name or e-mail address">
            <Input value={login} onChange={(_, data) => setLogin(data.value)} autoComplete="username" data-testid="sign-in-login" />
          </Field>
          <Field label="Password" {...(problem ? { validationMessage: problem, validationState: 'error' as const } : {})}>
            <Input
              type="password"
              value={password}
              onChange={(_, data) => setPassword(data.value)}
              autoComplete="current-password"
              data-testid="sign-in-password"
            />
          </Field>
          {code === null ? null : (
            <Field label="Code" hint="Six digits of your authenticator app, or one of your recovery codes.">
              <Input
                autoFocus
                value={code}
                onChange={(_, data) => setCode(data.value)}
                autoComplete="one-time-code"
                data-testid="sign-in-code"
              />
            </Field>
          )}
          <Button
            type="submit"
            appearance={ways.provider ? 'secondary' : 'primary'}
            disabled={busy || login.trim() === '' || password === '' || code === ''}
            data-testid="sign-in-submit"
          >
            {busy ? 'Signing in …' : 'Sign in'}
          </Button>
        </form>
      ) : null}
    </>
  );
}
