// What an invitation opens: for whom it is, and the password to choose.
import { useEffect, useState } from 'react';
import type { Invitation } from '../../nodes/kit/wire/account.ts';
import type { Me } from '../../nodes/kit/wire/system.ts';
import { call } from '../api.ts';
import { Icon } from '../ui/Icon.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { NewPassword } from './NewPassword.tsx';
import '../ui/SignIn.css';

export function InvitationCard({ token, onIn }: { readonly token: string; readonly onIn: (me: Me) => void }) {
  const [invitation, set] = useState<Invitation | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    call('readInvitation', { body: { token } }).then(set, (error: Error) => setProblem(error.message));
  }, [token]);
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <span className="sign-in-mark">
          <Icon name="shield-checkmark" size={28} />
        </span>
        <h1 className="sign-in-title">{invitation?.reset ? 'Choose a new password' : 'Welcome to Vaultflow'}</h1>
        {problem ? (
          <p role="alert">{problem}</p>
        ) : invitation ? (
          <>
            <p className="sign-in-text">
              {invitation.name}, you sign in as <strong>{invitation.login}</strong>.
            </p>
            <NewPassword
              action="Choose this password"
              send={async ({ password }) => onIn(await call('acceptInvitation', { body: { token, password } }))}
            />
          </>
        ) : (
          <Skeleton label="Reading the invitation" />
        )}
      </div>
    </main>
  );
}
