// Projects: which one this tab works in, a new one, and the rules of the present one.
import { Button, Field, Input, Select, Switch } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Project } from '../../nodes/kit/wire/people.ts';
import { switchProject } from '../account/project-choice.ts';
import { call, keys, queryClient, useMe } from '../api.ts';
import { Panel } from '../pages/frame/PageFrame.tsx';
import { toastError } from '../ui/toast.ts';
import { projectsKey, useProjects } from './people.ts';

export function ProjectsPanel() {
  const { data: me } = useMe();
  const { data: projects = [] } = useProjects();
  const [name, setName] = useState('');
  const refresh = () => Promise.all([projectsKey, keys.me].map((queryKey) => queryClient.invalidateQueries({ queryKey })));
  const make = useMutation({
    mutationFn: () => call('createProject', { body: { name } }),
    onSuccess: () => setName(''),
    onSettled: refresh,
    onError: (thrown) => toastError('No project could be made', thrown),
  });
  const present = projects.find(({ id }) => id === me?.project.id);
  return (
    <>
      <Panel title="Projects">
        <ul className="account-list">
          {projects.map((project) => (
            <li key={project.id} data-testid="project">
              <span className="account-words">
                <strong>{project.name}</strong>
                <span className="settings-hint">you are {project.role}</span>
              </span>
              {project.id === me?.project.id ? (
                <span className="settings-hint">open in this tab</span>
              ) : (
                <Button onClick={() => switchProject(project.id).catch((thrown) => toastError('The project could not be opened', thrown))}>
                  Open
                </Button>
              )}
            </li>
          ))}
        </ul>
        {me?.admin ? (
          <form
            className="settings-body account-row"
            onSubmit={(event) => {
              event.preventDefault();
              make.mutate();
            }}
          >
            <Field label="New project" hint="Flows, runs, templates, connections and webhooks belong to one.">
              <Input value={name} onChange={(_, data) => setName(data.value)} data-testid="project-name" />
            </Field>
            <Button type="submit" disabled={make.isPending || name.trim() === ''} data-testid="project-make">
              Make a project
            </Button>
          </form>
        ) : null}
      </Panel>
      {present?.role === 'owner' ? <Rules project={present} refresh={refresh} /> : null}
    </>
  );
}

function Rules({ project, refresh }: { readonly project: Project; readonly refresh: () => Promise<unknown> }) {
  const save = useMutation({
    mutationFn: (body: Partial<Project['settings']>) => call('saveProject', { body }),
    onSettled: refresh,
    onError: (thrown) => toastError('The rule could not be changed', thrown),
  });
  const { fourEyes, reviewPublishing } = project.settings;
  return (
    <Panel title={`Rules of ${project.name}`}>
      <div className="settings-body">
        <Field
          label="Deleting needs a second person"
          hint="Whatever sends the request: a step, an operation, plain HTTP. The second person has an account, and has neither started the run nor changed the flow last."
        >
          <Select
            value={fourEyes}
            onChange={(_, data) => save.mutate({ fourEyes: data.value as Project['settings']['fourEyes'] })}
            data-testid="four-eyes"
          >
            <option value="off">No</option>
            <option value="real">In real subscriptions</option>
            <option value="always">Always, in practice too</option>
          </Select>
        </Field>
        <Switch
          label="Publishing needs a second person"
          checked={reviewPublishing}
          onChange={(_, { checked }) => save.mutate({ reviewPublishing: checked })}
        />
        <p className="settings-hint">
          Our server is not the last line: recommend Azure’s own multi-user authorization (Resource Guard), soft delete and immutability
          beside it.
        </p>
      </div>
    </Panel>
  );
}
