// Shown when nobody is signed in. The link that the server printed carries a token in its fragment; it can also be pasted here.
import { Button, Field, Input } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import type { SignInWays } from '../../nodes/kit/wire/account.ts';
import type { Me } from '../../nodes/kit/wire/system.ts';
import { PasswordSignIn } from '../account/PasswordSignIn.tsx';
import { call } from '../api.ts';
import { Icon } from './Icon.tsx';
import { tokenIn } from './link-token.ts';
import './SignIn.css';

interface SignInProps {
  /** Why the last try did not work. */
  readonly problem: string | null;
  readonly busy: boolean;
  /** Somebody was signed in here until now. */
  readonly wasIn?: boolean;
  readonly onToken: (token: string) => void;
  readonly onIn: (me: Me) => void;
}

export function SignIn({ problem, busy, wasIn = false, onToken, onIn }: SignInProps) {
  const [ways, setWays] = useState<SignInWays | null>(null);
  useEffect(() => {
    // Where nobody says how, the link of the machine is left.
    call('signInWays').then(setWays, () => setWays({ password: false, provider: null }));
  }, []);
  if (ways && (ways.password || ways.provider))
    return (
      <main className="sign-in">
        <div className="sign-in-card">
          <span className="sign-in-mark">
            <Icon name="shield-checkmark" size={28} />
          </span>
          <h1 className="sign-in-title">{wasIn ? 'You are signed out' : 'Sign in to Vaultflow'}</h1>
          <PasswordSignIn ways={ways} onIn={onIn} />
          {problem ? <p role="alert">{problem}</p> : null}
        </div>
      </main>
    );
  return <ByLink problem={problem} busy={busy} wasIn={wasIn} onToken={onToken} />;
}

function ByLink({ problem, busy, wasIn = false, onToken }: Omit<SignInProps, 'onIn'>) {
  const [typed, setTyped] = useState('');
  return (
    <main className="sign-in">
      <form
        className="sign-in-card"
        onSubmit={(event) => {
          event.preventDefault();
          const token = tokenIn(typed);
          if (token) onToken(token);
        }}
      >
        <span className="sign-in-mark">
          <Icon name="shield-checkmark" size={28} />
        </span>
        <h1 className="sign-in-title">{wasIn ? 'You are signed out' : 'Sign in to Vaultflow'}</h1>
        <p className="sign-in-text">
          {wasIn ? 'To come back, open' : 'Open'} the link that the server printed when it started. If it has been used already, start the
          server again or run <code>npx vaultflow link</code> for a new one.
        </p>
        <Field
          label="Or paste the link or its token"
          {...(problem ? { validationMessage: problem, validationState: 'error' as const } : {})}
        >
          <Input
            value={typed}
            onChange={(_, data) => setTyped(data.value)}
            autoComplete="off"
            spellCheck={false}
            data-testid="sign-in-token"
          />
        </Field>
        <Button type="submit" appearance="primary" disabled={busy || tokenIn(typed) === ''}>
          {busy ? 'Signing in …' : 'Sign in'}
        </Button>
      </form>
    </main>
  );
}
