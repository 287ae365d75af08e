// Choosing a password: by invitation, for the first account, or instead of an old one. It is typed twice and judged by the server.
import { Button, Field, Input } from '@fluentui/react-components';
import { useState } from 'react';

interface NewPasswordProps {
  /** Asked besides: the present one. */
  readonly present?: boolean;
  /** Asked besides, for the first account. */
  readonly who?: boolean;
  readonly action: string;
  readonly send: (given: { login: string; name: string; present: string; password: string }) => Promise<unknown>;
}

export function NewPassword({ present = false, who = false, action, send }: NewPasswordProps) {
  const [given, set] = useState({ login: '', name: '', present: '', password: '', again: '' });
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const field = (key: keyof typeof given) => ({
    value: given[key],
    onChange: (_: unknown, data: { value: string }) => set((now) => ({ ...now, [key]: data.value })),
    'data-testid': `password-${key}`,
  });
  const differs = given.again !== '' && given.again !== given.password;

  async function submit() {
    setBusy(true);
    setProblem(null);
    try {
      await send(given);
      set({ login: '', name: '', present: '', password: '', again: '' });
    } catch (thrown) {
      setProblem(thrown instanceof Error ? thrown.message : String(thrown));
    }
    setBusy(false);
  }

  return (
    <form
      className="sign-in-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {who ? (
        <>
          <Field label="Your name" hint="Shown beside what you do.">
            <Input {...field('name')} autoComplete="name" />
          </Field>
          <Field label="Name or e-mail address to sign in with">
            <Input {...field('login')} autoComplete="username" />
          </Field>
        </>
      ) : null}
      {present ? (
        <Field label="Present password">
          <Input type="password" {...field('present')} autoComplete="current-password" />
        </Field>
      ) : null}
      <Field
        label="New password"
        hint="At least 12 characters. Several words are easy to remember."
        {...(problem ? { validationMessage: problem, validationState: 'error' as const } : {})}
      >
        <Input type="password" {...field('password')} autoComplete="new-password" />
      </Field>
      <Field
        label="The same again"
        {...(differs ? { validationMessage: 'The two are not the same.', validationState: 'warning' as const } : {})}
      >
        <Input type="password" {...field('again')} autoComplete="new-password" />
      </Field>
      <Button
        type="submit"
        appearance="primary"
        disabled={
          busy ||
          given.password === '' ||
          given.again !== given.password ||
          (who && (given.login.trim() === '' || given.name.trim() === ''))
        }
        data-testid="password-submit"
      >
        {action}
      </Button>
    </form>
  );
}
