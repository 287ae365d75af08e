// Invites somebody, or changes what somebody may do. An invitation is a link that is handed over by whatever way both trust.
import { Checkbox, Field, Input } from '@fluentui/react-components';
import { useState } from 'react';
import type { Grant, Person, Project } from '../../nodes/kit/wire/people.ts';
import { call, queryClient } from '../api.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { GrantFields } from './GrantFields.tsx';
import { peopleKey } from './people.ts';

interface PersonDialogProps {
  readonly person?: Person;
  readonly projects: readonly Project[];
  readonly onClose: () => void;
}

export function PersonDialog({ person, projects, onClose }: PersonDialogProps) {
  const [login, setLogin] = useState(person?.login ?? '');
  const [name, setName] = useState(person?.name ?? '');
  const [admin, setAdmin] = useState(person?.admin ?? false);
  const [grants, setGrants] = useState<Grant[]>(person?.grants ?? [{ projectId: projects[0]?.id ?? 'default', role: 'viewer' }]);
  const [url, setUrl] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  async function save() {
    setProblem(null);
    try {
      if (person) {
        const changed = { name, grants, ...(admin === person.admin ? {} : { admin }) };
        await call('savePerson', { params: { id: person.id }, body: changed });
        onClose();
      } else setUrl((await call('invitePerson', { body: { login, name, admin, grants } })).url);
    } catch (thrown) {
      setProblem(thrown instanceof Error ? thrown.message : String(thrown));
    }
    await queryClient.invalidateQueries({ queryKey: peopleKey });
  }

  return (
    <FormDialog
      title={person ? person.name : url ? `Invitation for ${name}` : 'Invite somebody'}
      onClose={onClose}
      onSubmit={save}
      cancel={url ? 'Done' : 'Cancel'}
      {...(url
        ? {}
        : {
            action: {
              word: person ? 'Save' : 'Make an invitation',
              testId: 'person-save',
              disabled: name.trim() === '' || login.trim() === '',
            },
          })}
    >
      {url ? (
        <InvitationLink url={url} />
      ) : (
        <div className="sign-in-form">
          {person ? null : (
            <Field label="E-mail address or name to sign in with">
              <Input value={login} onChange={(_, data) => setLogin(data.value)} data-testid="person-login" />
            </Field>
          )}
          <Field label="Name">
            <Input value={name} onChange={(_, data) => setName(data.value)} data-testid="person-name" />
          </Field>
          <GrantFields projects={projects} grants={grants} onChange={setGrants} />
          <Checkbox
            label="Administrator: looks after people, projects and keys; owner of every project"
            checked={admin}
            onChange={(_, { checked }) => setAdmin(checked === true)}
          />
          {problem ? <p role="alert">{problem}</p> : null}
        </div>
      )}
    </FormDialog>
  );
}

export const InvitationLink = ({ url }: { readonly url: string }) => (
  <div className="account-secret" role="status">
    <span>Send this link to them. It is good once, for three days; whoever opens it chooses the password.</span>
    <span className="settings-code">
      <code data-testid="invitation-url">{url}</code>
      <CopyButton text={url} what="invitation" word="Copy" />
    </span>
  </div>
);
