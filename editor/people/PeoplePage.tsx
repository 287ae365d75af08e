// Who may come in, what they may do in which project, and what a project asks of them. For those who look after the installation.
import { Button } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Person } from '../../nodes/kit/wire/people.ts';
import { call, useMe } from '../api.ts';
import { PageFrame, Panel } from '../pages/frame/PageFrame.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { count } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { GroupsPanel } from './GroupsPanel.tsx';
import { PersonDialog } from './PersonDialog.tsx';
import { PersonRow } from './PersonRow.tsx';
import { ProjectsPanel } from './ProjectsPanel.tsx';
import { peopleKey, useProjects } from './people.ts';
import '../account/Account.css';
import '../pages/SettingsPage.css';

export function PeoplePage() {
  const { data: me } = useMe();
  const wanted = me?.admin === true && !me.single;
  const { data, error } = useQuery({ queryKey: peopleKey, queryFn: async () => (await call('listPeople')).items, enabled: wanted });
  const { data: projects = [] } = useProjects();
  const [open, setOpen] = useState<Person | 'new' | null>(null);
  const invite = wanted ? (
    <Button appearance="primary" onClick={() => setOpen('new')} data-testid="invite">
      Invite somebody
    </Button>
  ) : null;
  return (
    <PageFrame
      name="People"
      title="People and projects"
      sub="Who may come in, and what they may do. It holds for the next request they make."
      actions={invite}
    >
      <div className="settings">
        {me?.single ? (
          <EmptyState icon="user" title="You work here alone" actions={<Link href="/account">Make an account for yourself</Link>}>
            Others can be invited once you have an account of your own: only then does it show who did what.
          </EmptyState>
        ) : me && !me.admin ? (
          <p>People are looked after by the administrators of this installation.</p>
        ) : error ? (
          <ErrorCard title="The people could not be read" failure={{ message: error.message }} />
        ) : !data ? (
          <Skeleton label="Reading the people" lines={4} />
        ) : (
          <Panel title={count(data.length, 'person', 'people')} label="People">
            <ul className="account-list">
              {data.map((person) => (
                <PersonRow
                  key={person.id}
                  person={person}
                  projects={projects}
                  self={person.id === me?.actor.id}
                  onEdit={() => setOpen(person)}
                />
              ))}
            </ul>
          </Panel>
        )}
        <ProjectsPanel />
        {wanted ? <GroupsPanel projects={projects} /> : null}
      </div>
      {open ? <PersonDialog {...(open === 'new' ? {} : { person: open })} projects={projects} onClose={() => setOpen(null)} /> : null}
    </PageFrame>
  );
}
