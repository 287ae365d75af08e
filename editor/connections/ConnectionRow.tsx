// One connection in the list: what it is, how its last test went, and the test itself with its answer below.
import { Button, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import type { Connection, ConnectionKind } from '../../nodes/kit/wire/system.ts';
import { call, keys, queryClient } from '../api.ts';
import { useMinute } from '../home/use-minute.ts';
import { confirm } from '../ui/confirm.ts';
import { ago, count, exact } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { IconTile } from '../ui/IconTile.tsx';
import { PageMenu } from '../ui/PageMenu.tsx';
import { Pill, PracticePill } from '../ui/StatusPill.tsx';
import { toast, toastError } from '../ui/toast.ts';
import { kindLook } from './kind-look.ts';
import { TestAnswer } from './TestAnswer.tsx';
import { useConnectionTest } from './use-test.ts';
import './ConnectionRow.css';

interface ConnectionRowProps {
  readonly connection: Connection;
  readonly kind: ConnectionKind | undefined;
  readonly onEdit: () => void;
}

export function ConnectionRow({ connection, kind, onEdit }: ConnectionRowProps) {
  const { id, name, practice, isDefault, usedByFlows, lastTest } = connection;
  const test = useConnectionTest(id);
  const now = useMinute();
  return (
    <li className="connection-row" data-testid={`connection-${id}`}>
      <div className="connection-row-main">
        <IconTile {...kindLook(kind ?? connection)} size={36} />
        <div className="connection-row-words">
          <h3 className="connection-row-name">
            <button type="button" onClick={onEdit} aria-label={`Change “${name}”`}>
              {name}
            </button>
            {practice ? <PracticePill /> : null}
            {isDefault ? (
              <Pill tone="outline" size="small">
                Default
              </Pill>
            ) : null}
          </h3>
          <p className="connection-row-line">
            {[kind?.title ?? connection.kind, usedByFlows === 0 ? 'used by no flow' : `used by ${count(usedByFlows, 'flow')}`].join(' · ')}
          </p>
        </div>
        <LastTest lastTest={lastTest} now={now} />
        <Button onClick={() => test.mutate()} disabled={test.isPending} data-testid="test-connection" aria-label={`Test “${name}”`}>
          {test.isPending ? 'Testing …' : 'Test'}
        </Button>
        <RowMenu connection={connection} onEdit={onEdit} />
      </div>
      <TestAnswer answer={test.data} error={test.error} pending={test.isPending} />
    </li>
  );
}

function LastTest({ lastTest, now }: { readonly lastTest: Connection['lastTest']; readonly now: number }) {
  if (!lastTest) return <span className="connection-row-test">Never tested</span>;
  return (
    <span className="connection-row-test" title={`${lastTest.says}\n${exact(lastTest.at)}`}>
      <Pill tone={lastTest.ok ? 'green' : 'red'} icon={lastTest.ok ? 'check' : 'cross'} size="small">
        {lastTest.ok ? 'Worked' : 'Failed'}
      </Pill>
      {ago(lastTest.at, now)}
    </span>
  );
}

function RowMenu({ connection, onEdit }: { readonly connection: Connection; readonly onEdit: () => void }) {
  const { id, name, isDefault } = connection;
  const refresh = () => queryClient.invalidateQueries({ queryKey: keys.connections });
  const makeDefault = async () => {
    try {
      await call('saveConnection', { params: { id }, body: { isDefault: true } });
      await Promise.all([refresh(), ...[keys.overview, keys.estate].map((queryKey) => queryClient.invalidateQueries({ queryKey }))]);
      toast({ title: `“${name}” is the default now`, intent: 'success' });
    } catch (error) {
      toastError('The default could not be changed', error);
    }
  };
  const remove = async () => {
    const text = 'Its secrets are gone with it. Flows that took it as the default go on with the next default of this kind.';
    if (!(await confirm({ title: `Delete the connection “${name}”?`, text, action: 'Delete', destructive: true }))) return;
    try {
      await call('deleteConnection', { params: { id } });
      await refresh();
      toast({ title: `“${name}” is deleted`, intent: 'success' });
    } catch (error) {
      toastError(`“${name}” cannot be deleted`, error);
    }
  };
  return (
    <PageMenu>
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          icon={<Icon name="dots" size={18} />}
          aria-label={`More for “${name}”`}
          data-testid={`connection-menu-${id}`}
        />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuItem icon={<Icon name="edit" size={18} />} onClick={onEdit}>
            Change
          </MenuItem>
          <MenuItem icon={<Icon name="pin" size={18} />} disabled={isDefault} onClick={makeDefault}>
            {isDefault ? 'Is the default' : 'Make it the default'}
          </MenuItem>
          <MenuItem icon={<Icon name="delete" size={18} />} onClick={remove}>
            Delete …
          </MenuItem>
        </MenuList>
      </MenuPopover>
    </PageMenu>
  );
}
