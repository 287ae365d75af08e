// What the flow's tests say to the draft that is about to be published. They run when the dialog opens; publishing waits for nobody.
import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import { useSession } from '../document/session.ts';
import { useRunTests, useTests } from './use-tests.ts';
import { passedWords } from './words.ts';

const showTests = () => useSession.getState().set({ overlay: null, tab: 'tests' });

export function PublishTests({ flowId }: { readonly flowId: string }) {
  const { data } = useTests(flowId);
  const { line, run } = useRunTests(flowId);
  const asked = useRef(false);
  const items = data?.items ?? [];
  useEffect(() => {
    if (asked.current || items.length === 0) return;
    asked.current = true;
    void run(items.map(({ id }) => id));
  }, [items, run]);
  if (items.length === 0) return null;
  if (!asked.current || line.length > 0)
    return (
      <p role="status" data-testid="publish-tests">
        Running the tests, {line.length || items.length} to go …
      </p>
    );
  const failing = items.filter(({ last }) => last?.result.passed !== true);
  return (
    <MessageBar intent={failing.length > 0 ? 'warning' : 'success'} layout="multiline" data-testid="publish-tests">
      <MessageBarBody>
        {passedWords(items.map(({ last }) => last?.result ?? null))}.{' '}
        {failing.length > 0 ? (
          <>
            These fail: {failing.map(({ test }) => `“${test.name}”`).join(', ')}.{' '}
            <Button size="small" appearance="transparent" onClick={showTests}>
              See why
            </Button>
          </>
        ) : null}
      </MessageBarBody>
    </MessageBar>
  );
}
