// Pins a result to a step: the one it gave last, or one that is written here. Trials of a part of the flow take it.
import { Button, Field, MessageBar, MessageBarBody, Textarea } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Json } from '../../nodes/kit/json.ts';
import { nodeTypesNow } from '../api.ts';
import { titleOf } from '../canvas/card-size.ts';
import { nodeOf } from '../document/edits.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { useRunSource, useStepResults } from '../inspector/step-results.ts';
import { FormDialog } from '../ui/FormDialog.tsx';
import { number } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { toast } from '../ui/toast.ts';
import { readPins, savePin } from './use-pins.ts';

export default function PinDialog({ onClose }: { readonly onClose: () => void }) {
  const flowId = useDocument((state) => state.flowId) ?? '';
  const [id] = useState(() => useSession.getState().selection.nodes[0] ?? '');
  const node = useDocument((state) => nodeOf(state.flow, id));
  const pins = useQuery({ queryKey: ['pin', flowId, id], queryFn: () => readPins(flowId), staleTime: 0, gcTime: 0 });
  const source = useRunSource();
  const { results, loading } = useStepResults(source, [{ nodeId: id, path: [] }]);
  if (!node) return null;
  const title = titleOf(node, nodeTypesNow().of(node.type, node.version));
  if (pins.isPending || loading)
    return (
      <FormDialog title="Pin a result" onClose={onClose} onSubmit={onClose} cancel="Close">
        <Skeleton label="Reading what the step gave" />
      </FormDialog>
    );
  const pinned = pins.data && Object.hasOwn(pins.data, id) ? (pins.data[id] as Json) : undefined;
  const result = results.get(id);
  return (
    <EditPin
      flowId={flowId}
      id={id}
      title={title}
      pinned={pinned}
      last={result && source ? { value: result.value, run: source.run.number, partial: result.partial !== null } : null}
      onClose={onClose}
    />
  );
}

interface EditPinProps {
  readonly flowId: string;
  readonly id: string;
  readonly title: string;
  readonly pinned: Json | undefined;
  readonly last: { readonly value: Json; readonly run: number; readonly partial: boolean } | null;
  readonly onClose: () => void;
}

const written = (value: Json): string => JSON.stringify(value, null, 2);

function EditPin({ flowId, id, title, pinned, last, onClose }: EditPinProps) {
  const [typed, setTyped] = useState(() => written(pinned ?? last?.value ?? {}));
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const save = async (value: Json | undefined, says: string) => {
    setBusy(true);
    try {
      await savePin(flowId, id, value);
      onClose();
      toast({ title: says, intent: 'success' });
    } catch (thrown) {
      setProblem(thrown instanceof Error ? thrown.message : String(thrown));
      setBusy(false);
    }
  };
  const submit = () => {
    let value: Json;
    try {
      value = JSON.parse(typed) as Json;
    } catch (thrown) {
      setProblem(`This is not JSON: ${(thrown as Error).message}`);
      return;
    }
    void save(value, `A result is pinned to “${title}”.`);
  };
  return (
    <FormDialog
      title={`Pin a result to “${title}”`}
      width={600}
      onClose={onClose}
      onSubmit={submit}
      action={{ word: 'Pin', testId: 'save-pin', busy }}
      beside={
        pinned === undefined ? null : (
          <Button
            appearance="subtle"
            disabled={busy}
            onClick={() => void save(undefined, `Nothing is pinned to “${title}” any more.`)}
            data-testid="unpin"
          >
            Unpin
          </Button>
        )
      }
    >
      <p>
        “Run only this step” and “Run from this step on” take this result instead of running “{title}”. No other run ever does: not the
        whole draft, not what is published.
      </p>
      {problem ? (
        <MessageBar intent="error" layout="multiline">
          <MessageBarBody>{problem}</MessageBarBody>
        </MessageBar>
      ) : null}
      <Field
        label="Result"
        hint={
          last === null
            ? 'As JSON. The step has not run yet.'
            : `As JSON.${last.partial ? ' Of the long list of its last run the beginning is shown.' : ''}`
        }
      >
        <Textarea
          className="mono"
          autoFocus
          rows={12}
          resize="vertical"
          value={typed}
          spellCheck={false}
          onChange={(_, { value }) => setTyped(value)}
          data-testid="pin-value"
        />
      </Field>
      {last === null ? null : (
        <Button size="small" onClick={() => setTyped(written(last.value))}>
          Take what it gave in run {number(last.run)}
        </Button>
      )}
    </FormDialog>
  );
}
