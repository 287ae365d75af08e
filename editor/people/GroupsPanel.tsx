// What the groups of the organisation's sign-in may do here: by the id that the provider sends (for Entra ID the object id of a group, or
// the value of an app role).
import { Button, Field, Input } from '@fluentui/react-components';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Grant, GroupGrants, Project } from '../../nodes/kit/wire/people.ts';
import { call, queryClient } from '../api.ts';
import { Panel } from '../pages/frame/PageFrame.tsx';
import { toastError } from '../ui/toast.ts';
import { GrantFields } from './GrantFields.tsx';

const key = ['groups'];

export function GroupsPanel({ projects }: { readonly projects: readonly Project[] }) {
  const { data = [] } = useQuery({ queryKey: key, queryFn: async () => (await call('listGroups')).items });
  const [group, setGroup] = useState('');
  const [grants, setGrants] = useState<Grant[]>([]);
  const save = useMutation({
    mutationFn: (items: GroupGrants[]) => call('saveGroups', { body: { items } }),
    onSuccess: () => {
      setGroup('');
      setGrants([]);
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: key }),
    onError: (thrown) => toastError('The groups could not be saved', thrown),
  });
  return (
    <Panel title="Groups of your organisation">
      <ul className="account-list">
        {data.map((rule) => (
          <li key={rule.group}>
            <span className="account-words">
              <strong>{rule.group}</strong>
              <span className="settings-hint">
                {rule.admin
                  ? 'administrators'
                  : rule.grants
                      .map(({ projectId, role }) => `${role} in ${projects.find(({ id }) => id === projectId)?.name ?? projectId}`)
                      .join(', ')}
              </span>
            </span>
            <Button
              onClick={() => save.mutate(data.filter((one) => one.group !== rule.group))}
              aria-label={`Remove the rule for ${rule.group}`}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
      <form
        className="settings-body"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate([...data.filter((one) => one.group !== group), { group: group.trim(), admin: false, grants }]);
        }}
      >
        <Field label="Group or app role" hint="As your provider names it: in Entra ID the object id of the group.">
          <Input value={group} onChange={(_, data) => setGroup(data.value)} />
        </Field>
        <GrantFields projects={projects} grants={grants} onChange={setGrants} />
        <div className="settings-actions">
          <Button type="submit" disabled={group.trim() === '' || grants.length === 0 || save.isPending}>
            Add
          </Button>
        </div>
      </form>
    </Panel>
  );
}
