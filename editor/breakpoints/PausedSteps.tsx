// The steps before which the shown run pauses, in its dock: the values each is about to run with, to look at and to change for this
// run, and how to go on.
import { Button, Field, MessageBar, MessageBarBody, Textarea } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JsonObject } from '../../nodes/kit/json.ts';
import type { Continue } from '../../nodes/kit/pauses.ts';
import type { Run, Step } from '../../nodes/kit/records.ts';
import { ApiError, call, keys, nodeTypesNow } from '../api.ts';
import { titleOf } from '../canvas/card-size.ts';
import { nodeOf } from '../document/edits.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { useSteps } from '../runs/run-store.ts';
import { useBreakpoints } from './breakpoints.ts';
import { changedValues } from './changed-values.ts';
import { continueStep } from './continue-step.ts';
import './PausedSteps.css';

/** A loop may pause many items at once; the others come when these have gone on. */
const most = 3;

export function PausedSteps({ run }: { readonly run: Run }) {
  const paused = useSteps().filter((step) => step.paused === true && step.status === 'waiting');
  if (paused.length === 0) return null;
  return (
    <section className="paused-steps" aria-label="Paused steps" data-testid="paused-steps">
      {paused.slice(0, most).map((step) => (
        <PausedStep key={step.key} run={run} step={step} />
      ))}
      {paused.length > most ? <p className="paused-more">and {paused.length - most} more, after these</p> : null}
    </section>
  );
}

function PausedStep({ run, step }: { readonly run: Run; readonly step: Step }) {
  const marks = useBreakpoints(({ ids }) => ids);
  const node = useDocument((state) => nodeOf(state.flow, step.nodeId));
  const title = node ? titleOf(node, nodeTypesNow().of(node.type, node.version)) : step.nodeId;
  const { data, error } = useQuery({
    queryKey: [...keys.step(run.id, step.key), 'paused'],
    queryFn: async ({ signal }) => (await call('getStep', { params: { id: run.id, key: step.key }, signal })).params as JsonObject | null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const evaluated = data === undefined ? '' : JSON.stringify(data ?? {}, null, 2);
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const go = async (until: Continue['until']) => {
    const changed = changedValues(data ?? {}, typed);
    if (changed === null) {
      setProblem('These values are not JSON.');
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await continueStep(run.id, step.key, until, marks, changed);
    } catch (thrown) {
      setProblem(thrown instanceof ApiError ? (thrown.problems[0]?.message ?? thrown.message) : String(thrown));
    }
    setBusy(false);
  };
  return (
    <div className="paused-step" data-testid="paused-step">
      <div className="paused-head">
        <p role="status">
          Paused before{' '}
          <button type="button" className="paused-title" onClick={() => useSession.getState().focus(step.nodeId)}>
            {title}
            {step.path.length > 0 ? `, item ${step.path.map((index) => index + 1).join('.')}` : ''}
          </button>
        </p>
        <Button
          size="small"
          appearance="primary"
          disabled={busy}
          onClick={() => void go('breakpoint')}
          data-testid="continue"
          title="To the next breakpoint (Shift+F9)"
        >
          Continue
        </Button>
        <Button
          size="small"
          disabled={busy}
          onClick={() => void go('next')}
          data-testid="step-over"
          title="Run this step, then pause (F10)"
        >
          Step over
        </Button>
        <Button size="small" disabled={busy} onClick={() => void go('end')} title="Pause no more in this run">
          To the end
        </Button>
      </div>
      {problem ? (
        <MessageBar intent="error">
          <MessageBarBody>{problem}</MessageBarBody>
        </MessageBar>
      ) : null}
      {error ? (
        <p className="paused-more">Its values could not be read: {error.message}</p>
      ) : (
        <Field
          className="paused-values"
          label="Values it runs with"
          hint="What you change counts for this run only, and is recorded with your name."
        >
          <Textarea
            className="mono"
            value={typed ?? evaluated}
            rows={Math.min(5, Math.max(2, evaluated.split('\n').length))}
            disabled={busy || data === undefined}
            spellCheck={false}
            onChange={(_, { value }) => setTyped(value)}
            data-testid="paused-values"
          />
        </Field>
      )}
    </div>
  );
}
