// How the window looks, who is signed in, and how scripts reach this server.
import { Button } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { Link } from 'wouter';
import { call, keys, queryClient, useMe } from '../api.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { chooseTheme, type ThemeChoice, useThemeChoice } from '../ui/theme-choice.ts';
import { toastError } from '../ui/toast.ts';
import { PageFrame, Panel } from './frame/PageFrame.tsx';
import './SettingsPage.css';

const themes: readonly { readonly key: ThemeChoice; readonly label: string }[] = [
  { key: 'system', label: 'As the system' },
  { key: 'light', label: 'Light' },
  { key: 'dark', label: 'Dark' },
  { key: 'high-contrast', label: 'High contrast' },
];

export function SettingsPage() {
  return (
    <PageFrame name="Settings" title="Settings" sub="Of this browser and of this server.">
      <div className="settings">
        <Look />
        <Who />
        <Scripts />
      </div>
    </PageFrame>
  );
}

function Look() {
  const choice = useThemeChoice();
  return (
    <Panel title="Look">
      <fieldset className="settings-body settings-themes">
        <legend className="visually-hidden">Theme</legend>
        {themes.map(({ key, label }) => (
          <label key={key} className="settings-theme">
            <input type="radio" name="theme" checked={choice === key} onChange={() => chooseTheme(key)} data-testid={`theme-${key}`} />
            {label}
          </label>
        ))}
        <p className="settings-hint">
          Kept in this browser. “As the system” also follows its wish for more contrast. Forced colours and less motion are always heeded.
        </p>
      </fieldset>
    </Panel>
  );
}

const roles = {
  viewer: 'Viewer: reads everything',
  operator: 'Operator: starts and decides runs',
  editor: 'Editor: changes flows and templates',
  owner: 'Owner: changes everything, connections too',
} as const;

function Who() {
  const { data: me, error } = useMe();
  const out = useMutation({
    mutationFn: () => call('deleteSession'),
    onSuccess: async () => {
      // Whoever is not signed in is asked to: the next question to the server says so.
      await queryClient.invalidateQueries({ queryKey: keys.me });
    },
    onError: (thrown) => toastError('You could not be signed out', thrown),
  });
  const link = useMutation({ mutationFn: () => call('createLink'), onError: (thrown) => toastError('No link could be made', thrown) });
  return (
    <Panel title="Who you are">
      {error ? (
        <ErrorCard title="The server did not say who you are" failure={{ message: error.message }} plain />
      ) : !me ? (
        <Skeleton label="Asking who you are" />
      ) : (
        <div className="settings-body">
          <dl className="settings-facts">
            <dt>Signed in as</dt>
            <dd>{me.actor.name}</dd>
            <dt>Project</dt>
            <dd>{me.project.name}</dd>
            <dt>Role</dt>
            <dd>{roles[me.role]}</dd>
            <dt>Version</dt>
            <dd>
              Vaultflow {me.version} <CopyButton text={me.version} what="version" />
            </dd>
          </dl>
          <div className="settings-actions">
            <Button onClick={() => out.mutate()} disabled={out.isPending}>
              {out.isPending ? 'Signing out …' : 'Sign out'}
            </Button>
            <Link href="/account">Your account and tokens</Link>
            <Link href="/people">People and projects</Link>
            {me.role === 'owner' ? <Link href="/audit">Audit</Link> : null}
            {me.admin && me.single ? (
              <Button onClick={() => link.mutate()} disabled={link.isPending}>
                {link.isPending ? 'Making a link …' : 'Make a sign-in link for another browser'}
              </Button>
            ) : null}
          </div>
          {link.data ? (
            <p className="settings-code">
              <code>{link.data.url}</code>
              <CopyButton text={link.data.url} what="sign-in link" word="Copy" />
              <span className="settings-hint">Works once. Whoever opens it is signed in as you.</span>
            </p>
          ) : null}
        </div>
      )}
    </Panel>
  );
}

function Scripts() {
  const start = `curl -X POST ${location.origin}/api/flows/FLOW_ID/runs \\
  -H "Authorization: Bearer $VAULTFLOW_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"inputs":{}}'`;
  return (
    <Panel title="Scripts and other systems">
      <div className="settings-body">
        <p>
          Everything this window does, the HTTP API does too. Start the server with <code>VAULTFLOW_TOKEN</code> set to a secret of your own
          (<code>openssl rand -base64 32</code>) and send it as a bearer token. The answer is 202 with the id of the run, which is then
          already on disk.
        </p>
        <div className="settings-curl">
          <pre>{start}</pre>
          <CopyButton text={start} what="curl command" word="Copy" />
        </div>
        <ul className="settings-links">
          <li>
            <a href="/api/openapi.json" target="_blank" rel="noreferrer">
              The API as OpenAPI 3.1
            </a>
          </li>
          <li>
            <a href="/metrics" target="_blank" rel="noreferrer">
              Metrics for Prometheus
            </a>
          </li>
        </ul>
        <p className="settings-hint">
          The guide and the reference of steps, expressions and errors lie beside the program in <code>docs/</code>.
        </p>
      </div>
    </Panel>
  );
}
