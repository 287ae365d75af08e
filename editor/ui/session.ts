// Who is signed in. Takes the single-use token out of the address (and out of the browser's history) before anything is shown.
import { useCallback, useEffect, useState } from 'react';
import type { Me } from '../../nodes/kit/wire/system.ts';
import { ApiError, call, keys, nameProject, onSignedOut, queryClient } from '../api.ts';
import { tokenIn } from './link-token.ts';

type SignedIn =
  | { readonly state: 'asking' }
  | { readonly state: 'in'; readonly me: Me }
  | { readonly state: 'out'; readonly problem: string | null; readonly busy: boolean; readonly wasIn?: boolean }
  | { readonly state: 'unreachable'; readonly error: ApiError };

/** The token of an invitation in the address, taken out of it and of the browser's history. */
function takeInvitation(): string | null {
  const found = /^#invitation=([\w-]{10,200})$/.exec(location.hash);
  if (!found) return null;
  history.replaceState(null, '', location.pathname + location.search);
  return found[1] as string;
}

export const invitation = typeof location === 'undefined' ? null : takeInvitation();

function takeToken(): string | null {
  if (!location.hash.includes('token=')) return null;
  const token = tokenIn(location.hash);
  history.replaceState(null, '', location.pathname + location.search);
  return token;
}

// Asked once, when the window loads, however often React mounts: a second question beside the sign-in would be answered 401.
const token = typeof location === 'undefined' ? null : takeToken();
let opening: Promise<Me> | null = null;
const open = (): Promise<Me> => {
  opening ??= token === null ? call('me') : call('createSession', { body: { token } });
  return opening;
};

interface Session {
  readonly signedIn: SignedIn;
  readonly signIn: (token: string) => void;
  /** Somebody has come in by another door. */
  readonly enter: (me: Me) => void;
  readonly again: () => void;
}

export function useSignedIn(): Session {
  const [signedIn, set] = useState<SignedIn>({ state: 'asking' });

  const enter = useCallback((me: Me) => {
    // A tab stays in the project it was opened in, whatever another one switches to.
    nameProject(me.outside ? null : me.project.id);
    queryClient.setQueryData(keys.me, me);
    set({ state: 'in', me });
  }, []);

  const refused = useCallback((error: unknown) => {
    if (error instanceof ApiError && error.status !== 401) set({ state: 'unreachable', error });
    else set({ state: 'out', problem: null, busy: false });
  }, []);

  const signIn = useCallback(
    (given: string) => {
      set({ state: 'out', problem: null, busy: true });
      call('createSession', { body: { token: given } }).then(enter, (error: unknown) => {
        set({ state: 'out', problem: error instanceof Error ? error.message : String(error), busy: false });
      });
    },
    [enter],
  );

  const again = useCallback(() => {
    set({ state: 'asking' });
    call('me').then(enter, refused);
  }, [enter, refused]);

  useEffect(() => {
    open().then(enter, (error: unknown) => {
      if (token === null) refused(error);
      else set({ state: 'out', problem: error instanceof Error ? error.message : String(error), busy: false });
    });
    return onSignedOut(() => set((now) => (now.state === 'in' ? { state: 'out', problem: null, busy: false, wasIn: true } : now)));
  }, [enter, refused]);

  return { signedIn, signIn, enter, again };
}
