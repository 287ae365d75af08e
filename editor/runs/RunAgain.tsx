// "Run again …": the same flow version with the inputs of this run to change. Secrets are not shown; those left empty are taken over.
import { Button } from '@fluentui/react-components';
import { lazy, Suspense, useState } from 'react';
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Run } from '../../nodes/kit/records.ts';
import { call, queryClient } from '../api.ts';
import { toastError } from '../ui/toast.ts';
import { againWith } from './run-again.ts';
import { showRun } from './show-run.ts';

const RunDialog = lazy(async () => ({ default: (await import('./RunDialog.tsx')).RunDialog }));

export function RunAgain({ run }: { readonly run: Run }) {
  const [flow, setFlow] = useState<Flow | null>(null);
  const [busy, setBusy] = useState(false);
  const ask = async () => {
    setBusy(true);
    try {
      const [{ document }, { parseFlow }] = await Promise.all([
        call('getVersion', { params: { id: run.flowId, number: run.version } }),
        import('../../nodes/kit/flow.ts'),
      ]);
      const parsed = parseFlow(document);
      if (!('flow' in parsed)) throw new Error('Its flow version cannot be read.');
      setFlow(parsed.flow);
    } catch (error) {
      toastError('The run cannot be started again', error);
    }
    setBusy(false);
  };
  const { first, kept } = flow ? againWith(flow.inputs, run.inputs) : { first: {}, kept: [] };
  return (
    <>
      <Button disabled={busy} onClick={ask} data-testid="run-again" title="Starts from the beginning, with inputs to change">
        Run again …
      </Button>
      {flow ? (
        <Suspense fallback={null}>
          <RunDialog
            other={{ id: run.flowId, flow }}
            first={first}
            kept={kept}
            start={async (inputs) => {
              const body = { version: run.version, inputs: inputs as never, resubmits: run.id };
              const accepted = await call('startRun', { params: { id: run.flowId }, body });
              void queryClient.invalidateQueries({ queryKey: ['runs'] });
              return accepted;
            }}
            onClose={() => setFlow(null)}
            onStarted={(runId) => showRun(run.flowId, runId)}
          />
        </Suspense>
      ) : null}
    </>
  );
}
