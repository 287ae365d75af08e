// API tokens of one's own: made for this project with one's rights or fewer, shown once, ended at once.
import { Button, Field, Input, Select } from '@fluentui/react-components';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ApiToken } from '../../nodes/kit/wire/account.ts';
import { type Role, roleOrder } from '../../nodes/kit/wire/route.ts';
import { call, queryClient, useMe } from '../api.ts';
import { Panel } from '../pages/frame/PageFrame.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { ago, moment } from '../ui/format.ts';
import { toastError } from '../ui/toast.ts';

const key = ['account', 'tokens'];

export function Tokens() {
  const { data: me } = useMe();
  const { data = [] } = useQuery({ queryKey: key, queryFn: async () => (await call('listTokens')).items });
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [days, setDays] = useState('90');
  const refresh = () => queryClient.invalidateQueries({ queryKey: key });
  const make = useMutation({
    mutationFn: () => call('createToken', { body: { name, role, days: Number(days) } }),
    onSuccess: () => setName(''),
    onSettled: refresh,
    onError: (thrown) => toastError('No token could be made', thrown),
  });
  const end = useMutation({
    mutationFn: (id: string) => call('deleteToken', { params: { id } }),
    onSettled: refresh,
    onError: (thrown) => toastError('The token could not be ended', thrown),
  });
  const most = roleOrder.indexOf(me?.role ?? 'viewer');
  return (
    <Panel title="API tokens">
      <div className="settings-body">
        <p className="settings-hint">
          For scripts, in the project {me?.project.name}. A token may what its role says, and never more than you.
        </p>
        <form
          className="account-row"
          onSubmit={(event) => {
            event.preventDefault();
            make.mutate();
          }}
        >
          <Field label="What for">
            <Input value={name} onChange={(_, data) => setName(data.value)} data-testid="token-name" />
          </Field>
          <Field label="Role">
            <Select value={role} onChange={(_, data) => setRole(data.value as Role)}>
              {roleOrder.slice(0, most + 1).map((one) => (
                <option key={one} value={one}>
                  {one}
                </option>
              ))}
            </Select>
          </Field>
          <Field label="Ends after">
            <Select value={days} onChange={(_, data) => setDays(data.value)}>
              {['7', '30', '90', '366'].map((one) => (
                <option key={one} value={one}>
                  {one} days
                </option>
              ))}
            </Select>
          </Field>
          <Button type="submit" disabled={make.isPending || name.trim() === ''} data-testid="token-make">
            Make a token
          </Button>
        </form>
        {make.data ? (
          <div className="account-secret" role="status">
            <strong>Copy it now. It is not shown again.</strong>
            <span className="settings-code">
              <code data-testid="token-text">{make.data.token}</code>
              <CopyButton text={make.data.token} what="token" word="Copy" />
            </span>
          </div>
        ) : null}
      </div>
      {data.length > 0 ? (
        <ul className="account-list">
          {data.map((token) => (
            <TokenRow key={token.id} token={token} onEnd={() => end.mutate(token.id)} />
          ))}
        </ul>
      ) : null}
    </Panel>
  );
}

const TokenRow = ({ token, onEnd }: { readonly token: ApiToken; readonly onEnd: () => void }) => (
  <li>
    <span className="account-words">
      <strong>
        {token.name} <code>{token.start}</code>
      </strong>
      <span className="settings-hint">
        {token.role} · until {moment(token.expiresAt)} · {token.lastUsedAt ? `last used ${ago(token.lastUsedAt)}` : 'never used'}
      </span>
    </span>
    <Button onClick={onEnd} aria-label={`End the token ${token.name}`}>
      End
    </Button>
  </li>
);
