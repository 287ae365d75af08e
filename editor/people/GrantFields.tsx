// A role for each project, or none.
import { Field, Select } from '@fluentui/react-components';
import type { Grant, Project } from '../../nodes/kit/wire/people.ts';
import { roleOrder } from '../../nodes/kit/wire/route.ts';
import { roleWords } from './people.ts';

interface GrantFieldsProps {
  readonly projects: readonly Project[];
  readonly grants: readonly Grant[];
  readonly onChange: (grants: Grant[]) => void;
}

export const GrantFields = ({ projects, grants, onChange }: GrantFieldsProps) => (
  <>
    {projects.map(({ id, name }) => (
      <Field key={id} label={projects.length > 1 ? `Role in ${name}` : 'Role'}>
        <Select
          value={grants.find(({ projectId }) => projectId === id)?.role ?? ''}
          onChange={(_, { value }) => {
            const others = grants.filter(({ projectId }) => projectId !== id);
            onChange(value === '' ? others : [...others, { projectId: id, role: value as Grant['role'] }]);
          }}
          data-testid={`role-${id}`}
        >
          <option value="">None</option>
          {roleOrder.map((role) => (
            <option key={role} value={role}>
              {roleWords[role]}
            </option>
          ))}
        </Select>
      </Field>
    ))}
  </>
);
