// Makes a version of the draft and points the triggers at it: shows what changes, asks for a word about it, refuses with errors.
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  Switch,
} from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError, call, keys, nodeTypesNow } from '../api.ts';
import { toast } from '../ui/toast.ts';
import { flushSave } from './saving.ts';
import { useSession } from './session.ts';
import { useDocument } from './store.ts';

const close = () => useSession.getState().set({ overlay: null });

export default function PublishDialog() {
  const flow = useDocument((state) => state.flow);
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
    <Dialog open onOpenChange={(_, { open }) => (open ? undefined : close())}>
      <DialogSurface style={{ maxWidth: 480 }}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (!busy) void publish();
          }}
        >
          <DialogBody>
            <DialogTitle>Publish</DialogTitle>
            <DialogContent style={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: 12 }}>
              <p>
                {triggers.length === 0
                  ? 'Makes a numbered version. The flow has no schedule and no webhook, so it still only starts by hand or by the API.'
                  : `Makes a numbered version. From now on ${both(triggers.map(({ node, type }) => `“${node.title ?? type?.title ?? node.id}”`))} ${triggers.length === 1 ? 'starts' : 'start'} that version.`}
              </p>
              {errors.length > 0 ? (
                <MessageBar intent="error">
                  <MessageBarBody>
                    {errors.length === 1
                      ? errors[0]?.message
                      : `${errors.length} problems keep it from being published. The first: ${errors[0]?.message}`}
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
              <Field label="What changed" hint="Optional, for whoever reads the history.">
                <Input autoFocus value={message} maxLength={500} onChange={(_, { value }) => setMessage(value)} />
              </Field>
              {triggers.length > 0 ? (
                <Switch checked={enable} onChange={(_, { checked }) => setEnable(checked)} label="Let its triggers start it" />
              ) : null}
            </DialogContent>
            <DialogActions>
              <Button onClick={close}>Cancel</Button>
              <Button
                appearance="primary"
                type="submit"
                disabled={errors.length > 0}
                disabledFocusable={busy}
                data-testid="publish-confirm"
              >
                {busy ? 'Publishing …' : 'Publish'}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}

const both = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
