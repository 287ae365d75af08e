// The window: providers, who is signed in, the rail, and one lazily loaded page per route.
import { Button, createDOMRenderer, FluentProvider, RendererProvider } from '@fluentui/react-components';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Link, Route, Switch } from 'wouter';
import { queryClient } from './api.ts';
import { FlowPage, HomePage, opening } from './early.ts';
import './App.css';
import { EmptyState } from './ui/EmptyState.tsx';
import { ErrorBoundary } from './ui/ErrorBoundary.tsx';
import { IconSprite } from './ui/Icon.tsx';
import { Overlays } from './ui/Overlays.tsx';
import { styleNonce } from './ui/page-policy.ts';
import { Rail } from './ui/Rail.tsx';
import { Skeleton } from './ui/Skeleton.tsx';
import { invitation, useSignedIn } from './ui/session.ts';
import { fluentThemes } from './ui/theme.ts';
import { useTheme } from './ui/theme-choice.ts';

const SignIn = lazy(async () => ({ default: (await import('./ui/SignIn.tsx')).SignIn }));
const FlowsPage = lazy(async () => ({ default: (await import('./pages/FlowsPage.tsx')).FlowsPage }));
const TemplatesPage = lazy(async () => ({ default: (await import('./pages/TemplatesPage.tsx')).TemplatesPage }));
const RunsPage = lazy(async () => ({ default: (await import('./pages/RunsPage.tsx')).RunsPage }));
const ConnectionsPage = lazy(async () => ({ default: (await import('./pages/ConnectionsPage.tsx')).ConnectionsPage }));
const ApprovalsPage = lazy(async () => ({ default: (await import('./pages/ApprovalsPage.tsx')).ApprovalsPage }));
const PracticePage = lazy(async () => ({ default: (await import('./pages/PracticePage.tsx')).PracticePage }));
const AccountPage = lazy(async () => ({ default: (await import('./account/AccountPage.tsx')).AccountPage }));
const PeoplePage = lazy(async () => ({ default: (await import('./people/PeoplePage.tsx')).PeoplePage }));
const AuditPage = lazy(async () => ({ default: (await import('./audit/AuditPage.tsx')).AuditPage }));
const InvitationCard = lazy(async () => ({ default: (await import('./account/InvitationCard.tsx')).InvitationCard }));
const BackupsPage = lazy(async () => ({ default: (await import('./estate/BackupsPage.tsx')).BackupsPage }));
const ItemPage = lazy(async () => ({ default: (await import('./estate/ItemPage.tsx')).ItemPage }));
const OperationsPage = lazy(async () => ({ default: (await import('./pages/OperationsPage.tsx')).OperationsPage }));
const SettingsPage = lazy(async () => ({ default: (await import('./pages/SettingsPage.tsx')).SettingsPage }));

const renderer = createDOMRenderer(document, styleNonce === undefined ? {} : { styleElementAttributes: { nonce: styleNonce } });

export function App() {
  const theme = useTheme();
  return (
    // No class of its own: what Fluent puts over the page (dialogs, menus) takes the provider's class with it.
    <RendererProvider renderer={renderer} targetDocument={document}>
      <FluentProvider theme={fluentThemes[theme]} style={{ height: '100%' }}>
        <QueryClientProvider client={queryClient}>
          <IconSprite />
          <div className="app">
            <Window />
          </div>
          <Overlays />
        </QueryClientProvider>
      </FluentProvider>
    </RendererProvider>
  );
}

function Window() {
  const { signedIn, signIn, enter, again } = useSignedIn();
  const [accepted, accept] = useState(invitation === null);
  const [arrived, setArrived] = useState(opening === null);
  useEffect(() => {
    void opening?.then(() => setArrived(true));
  }, []);
  if (!accepted)
    return (
      <Suspense fallback={<Skeleton label="Opening the invitation" />}>
        <InvitationCard
          token={invitation ?? ''}
          onIn={(me) => {
            enter(me);
            accept(true);
          }}
        />
      </Suspense>
    );
  if (signedIn.state === 'asking' || (signedIn.state === 'in' && !arrived)) return <Skeleton label="Opening Vaultflow" />;
  if (signedIn.state === 'out')
    return (
      <Suspense fallback={<Skeleton label="Opening Vaultflow" />}>
        <SignIn problem={signedIn.problem} busy={signedIn.busy} wasIn={signedIn.wasIn ?? false} onToken={signIn} onIn={enter} />
      </Suspense>
    );
  if (signedIn.state === 'in' && signedIn.me.outside)
    return (
      <EmptyState icon="lock" title="You have no role here yet">
        You are signed in as {signedIn.me.actor.name}. Whoever looks after this installation can give you a role in a project.
      </EmptyState>
    );
  if (signedIn.state === 'unreachable')
    return (
      <EmptyState page icon="server" title="The server does not answer" actions={<Button onClick={again}>Try again</Button>}>
        {signedIn.error.message}
      </EmptyState>
    );
  return (
    <>
      <Rail />
      <div className="app-page" tabIndex={-1}>
        <ErrorBoundary>
          <Suspense fallback={<Skeleton label="Opening the page" />}>
            <Pages />
          </Suspense>
        </ErrorBoundary>
      </div>
    </>
  );
}

const Pages = () => (
  <Switch>
    <Route path="/" component={HomePage} />
    <Route path="/flows" component={FlowsPage} />
    <Route path="/flows/:id" component={FlowPage} />
    <Route path="/flows/:id/runs/:runId" component={FlowPage} />
    <Route path="/templates" component={TemplatesPage} />
    <Route path="/templates/:id" component={TemplatesPage} />
    <Route path="/runs" component={RunsPage} />
    <Route path="/backups" component={BackupsPage} />
    <Route path="/backups/:id" component={ItemPage} />
    <Route path="/connections" component={ConnectionsPage} />
    <Route path="/approvals" component={ApprovalsPage} />
    <Route path="/practice" component={PracticePage} />
    <Route path="/operations" component={OperationsPage} />
    <Route path="/settings" component={SettingsPage} />
    <Route path="/account" component={AccountPage} />
    <Route path="/people" component={PeoplePage} />
    <Route path="/audit" component={AuditPage} />
    <Route component={NotFound} />
  </Switch>
);

function NotFound() {
  return (
    <EmptyState page icon="search" title="There is no such page" actions={<Link href="/">Go to the home page</Link>}>
      The address may be wrong, or what it named has been deleted.
    </EmptyState>
  );
}
