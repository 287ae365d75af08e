// Makes a version of the draft and points the triggers at it: shows what differs from the published one and what is wrong, asks for
// a word about it, refuses with errors.
import { Button, Field, Input, MessageBar, MessageBarBody, Switch } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { ApiError, call, keys, nodeTypesNow } from '../api.ts';
import { flushSave } from '../document/saving.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { PublishTests } from '../test-cases/PublishTests.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { toast } from '../ui/toast.ts';
import { ChangeList } from './ChangeList.tsx';
import { changesBetween, summaryOf } from './changes.ts';
import { compare } from './compare.ts';
import { versionQuery } from './read-version.ts';
import './PublishDialog.css';

const close = () => useSession.getState().set({ overlay: null });

export default function PublishDialog() {
  const flow = useDocument((state) => state.flow);
  const flowId = useDocument((state) => state.flowId);
  const problems = useDocument((state) => state.problems);
  const errors = problems.filter(({ severity }) => severity !== 'warning');
  const unconfirmed = problems.filter(({ code }) => code === 'destroy_unconfirmed');
  const client = useQueryClient();
  const [message, setMessage] = useState('');
  const [enable, setEnable] = useState(true);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const triggers = flow.nodes
    .map((node) => ({ node, type: nodeTypesNow().of(node.type, node.version) }))
    .filter(({ type, node }) => type?.kind === 'trigger' && node.type !== 'core.manual');
  const { data: listening } = useQuery({
    queryKey: keys.triggers(flowId ?? ''),
    queryFn: async ({ signal }) => (await call('listTriggers', { query: { flow: flowId ?? '' }, signal })).items,
    enabled: flowId !== null && triggers.length > 0,
  });
  const locked = (listening ?? []).filter(({ hook }) => hook !== null && hook.auth !== 'none' && !hook.secretSet);
  const publish = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await flushSave();
      const { flowId, save } = useDocument.getState();
      if (flowId === null || save !== 'saved') throw new Error('The draft is not saved yet. See the state beside the name.');
      const resource = await call('publishFlow', {
        params: { id: flowId },
        body: { enable, ...(message.trim() === '' ? {} : { message: message.trim() }) },
      });
      useDocument.setState({ summary: resource, etag: resource.etag });
      await client.invalidateQueries({ queryKey: keys.flow(flowId) });
      void client.invalidateQueries({ queryKey: keys.triggers(flowId) });
      close();
      toast({ title: `Version ${resource.publishedVersion} is published.`, intent: 'success' });
    } catch (thrown) {
      const first = thrown instanceof ApiError ? thrown.problems[0]?.message : undefined;
      setProblem(first ?? (thrown instanceof Error ? thrown.message : String(thrown)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title="Publish"
      width={560}
      onClose={close}
      onSubmit={publish}
      action={{ word: busy ? 'Publishing …' : 'Publish', testId: 'publish-confirm', disabled: errors.length > 0, busy }}
      beside={
        errors.length > 0 ? (
          <Button
            appearance="subtle"
            onClick={() => useSession.getState().set({ overlay: null, dock: { open: true, tab: 'problems' } })}
            data-testid="publish-to-problems"
          >
            Go to the problems
          </Button>
        ) : null
      }
    >
      <p>
        {triggers.length === 0
          ? 'Makes a numbered version. The flow has no schedule and no webhook, so it still only starts by hand or by the API.'
          : `Makes a numbered version. From now on ${both(triggers.map(({ node, type }) => `“${node.title ?? type?.title ?? node.id}”`))} ${triggers.length === 1 ? 'starts' : 'start'} that version.`}
      </p>
      {locked.length > 0 ? (
        <MessageBar intent="warning" layout="multiline" data-testid="publish-no-secret">
          <MessageBarBody>
            {both(locked.map(({ title }) => `“${title}”`))} {locked.length === 1 ? 'has' : 'have'} no secret yet and{' '}
            {locked.length === 1 ? 'lets' : 'let'} nobody in: make it in the trigger’s panel after publishing.
          </MessageBarBody>
        </MessageBar>
      ) : null}
      {errors.length > 0 ? (
        <MessageBar intent="error" layout="multiline" data-testid="publish-problems">
          <MessageBarBody>
            {errors.length === 1 ? 'One problem keeps' : `${errors.length} problems keep`} it from being published:
            <ul style={{ margin: '4px 0 0', paddingLeft: 18 }}>
              {errors.slice(0, 5).map((each) => (
                <li key={`${each.code} ${each.path} ${each.message}`}>{each.message}</li>
              ))}
              {errors.length > 5 ? <li>and {errors.length - 5} more</li> : null}
            </ul>
          </MessageBarBody>
        </MessageBar>
      ) : null}
      {unconfirmed.length > 0 ? (
        <MessageBar intent="warning" layout="multiline" data-testid="publish-unconfirmed">
          <MessageBarBody>
            Nobody has confirmed what {unconfirmed.length === 1 ? 'this step does' : 'these steps do'} for good:
            <ul style={{ margin: '4px 0 0', paddingLeft: 18 }}>
              {unconfirmed.map((each) => (
                <li key={each.path}>{each.message}</li>
              ))}
            </ul>
          </MessageBarBody>
        </MessageBar>
      ) : null}
      {problem ? (
        <MessageBar intent="error">
          <MessageBarBody>{problem}</MessageBarBody>
        </MessageBar>
      ) : null}
      {flowId === null ? null : <PublishTests flowId={flowId} />}
      <WhatChanges />
      <Field label="What changed" hint="Optional, for whoever reads the history.">
        <Input autoFocus value={message} maxLength={500} onChange={(_, { value }) => setMessage(value)} />
      </Field>
      {triggers.length > 0 ? (
        <Switch checked={enable} onChange={(_, { checked }) => setEnable(checked)} label="Let its triggers start it" />
      ) : null}
    </FormDialog>
  );
}

/** What differs from the published version, before it is replaced. */
function WhatChanges() {
  const flowId = useDocument((state) => state.flowId);
  const flow = useDocument((state) => state.flow);
  const published = useDocument((state) => state.summary?.publishedVersion ?? null);
  const { data: version } = useQuery({ ...versionQuery(flowId ?? '', published ?? 0), enabled: flowId !== null && published !== null });
  const changes = useMemo(() => (version ? changesBetween(version, flow) : []), [version, flow]);
  if (published === null || !version) return null;
  if (changes.length === 0) return <p>Nothing differs from version {published}, which is published now.</p>;
  return (
    <section aria-label="What differs" className="publish-changes">
      <header>
        <span>
          Since version {published}: {summaryOf(changes)}
        </span>
        <Button
          size="small"
          appearance="subtle"
          onClick={() => {
            close();
            void compare(published, null);
          }}
          data-testid="publish-compare"
        >
          See it on the canvas
        </Button>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard */}
      <section className="publish-list" tabIndex={0} aria-label="Differences">
        <ChangeList changes={changes} before={version} after={flow} most={60} />
      </section>
    </section>
  );
}

const both = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
