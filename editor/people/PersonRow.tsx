// One person: how they sign in, what they may do, and what can be done about it.
import { Button } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import type { Person, Project } from '../../nodes/kit/wire/people.ts';
import { call, queryClient } from '../api.ts';
import { confirm } from '../ui/confirm.ts';
import { ago, moment } from '../ui/format.ts';
import { toastError } from '../ui/toast.ts';
import { InvitationLink } from './PersonDialog.tsx';
import { peopleKey } from './people.ts';

interface PersonRowProps {
  readonly person: Person;
  readonly projects: readonly Project[];
  /** Whoever looks at the page. */
  readonly self: boolean;
  readonly onEdit: () => void;
}

export function PersonRow({ person, projects, self, onEdit }: PersonRowProps) {
  const refresh = () => queryClient.invalidateQueries({ queryKey: peopleKey });
  const failed = (thrown: unknown) => toastError(`${person.name} stays as they are`, thrown);
  const params = { id: person.id };
  const disable = useMutation({
    mutationFn: () => call('savePerson', { params, body: { disabled: !person.disabled } }),
    onSettled: refresh,
    onError: failed,
  });
  const reset = useMutation({ mutationFn: () => call('resetPerson', { params }), onSettled: refresh, onError: failed });
  const remove = useMutation({ mutationFn: () => call('deletePerson', { params }), onSettled: refresh, onError: failed });
  return (
    <li data-testid="person">
      <span className="account-words">
        <strong>
          {person.name} {self ? '(you)' : ''}
        </strong>
        <span className="settings-hint">
          {person.login} · {rolesOf(person, projects)}
        </span>
        <span className="settings-hint">{stateOf(person)}</span>
      </span>
      <span className="settings-actions">
        <Button onClick={onEdit}>Change</Button>
        {self ? null : (
          <>
            {person.provider ? null : <Button onClick={() => reset.mutate()}>New password</Button>}
            <Button onClick={() => disable.mutate()}>{person.disabled ? 'Let in again' : 'Lock out'}</Button>
            <Button
              onClick={async () => {
                const text = 'Their sessions and tokens end at once. What they have made stays, with their name.';
                if (await confirm({ title: `Take ${person.name} out?`, text, action: 'Take out', destructive: true })) remove.mutate();
              }}
            >
              Take out
            </Button>
          </>
        )}
      </span>
      {reset.data ? <InvitationLink url={reset.data.url} /> : null}
    </li>
  );
}

function rolesOf({ admin, grants, fromGroups }: Person, projects: readonly Project[]): string {
  if (admin) return 'administrator';
  const named = [...grants, ...fromGroups.filter((grant) => !grants.some(({ projectId }) => projectId === grant.projectId))];
  const words = named.map(({ projectId, role }) => `${role} in ${projects.find(({ id }) => id === projectId)?.name ?? projectId}`);
  return words.join(', ') || 'no role';
}

function stateOf({ disabled, invitedUntil, shutUntil, lastSignInAt, secondStep, provider }: Person): string {
  if (disabled) return 'locked out';
  if (shutUntil) return `too many wrong passwords: shut until ${moment(shutUntil)}`;
  if (invitedUntil) return `invited until ${moment(invitedUntil)}`;
  const how = provider ? 'organisation’s sign-in' : secondStep ? 'password and second step' : 'password only';
  return `${how} · ${lastSignInAt ? `last here ${ago(lastSignInAt)}` : 'never here'}`;
}
