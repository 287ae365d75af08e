// Asks what a run needs to know, says where it will act and what it may change, and starts it. Ctrl+Enter starts from anywhere in
// the form. The editor's page opens it; a flow that
// asks for nothing, on practice or only reading, starts at once, and the dialog appears only if that takes long or fails.
import { Button, Dialog, DialogActions, DialogBody, DialogContent, DialogSurface, DialogTitle } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Json } from '../../nodes/kit/json.ts';
import type { Accepted } from '../../nodes/kit/wire/runs.ts';
import { type Answer, ApiError, keys, queryClient, useNodeTypes } from '../api.ts';
import { flushSave } from '../document/saving.ts';
import { useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { useBindings } from '../inspector/ConnectionField.tsx';
import { FormProvider, noProblems, problemLookup } from '../inspector/form-context.ts';
import { SchemaForm } from '../inspector/SchemaForm.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { PracticePill } from '../ui/StatusPill.tsx';
import {
  actsIn,
  effectsOf,
  firstValues,
  inputSchema,
  missingInputs,
  refusals,
  rememberValues,
  startDraft,
  startsAtOnce,
} from './start-run.ts';
import './RunDialog.css';

interface RunDialogProps {
  readonly onClose: () => void;
  /** Another flow than the open one. */
  readonly other?: { readonly id: string; readonly flow: Flow };
  /** Instead of starting the draft as a whole. */
  readonly start?: (inputs: { readonly [name: string]: Json }) => Promise<Accepted>;
  /** What the form begins with instead of the last inputs. */
  readonly first?: { readonly [name: string]: Json };
  /** Inputs that need no value: the earlier run's secret is taken over. */
  readonly kept?: readonly string[];
  /** Instead of showing the run on the canvas. */
  readonly onStarted?: (runId: string) => void;
}

export function RunDialog({ onClose, other, start: begin, first, kept = [], onStarted = showOnCanvas }: RunDialogProps) {
  const open = useDocument();
  const flow = other?.flow ?? open.flow;
  const flowId = other?.id ?? open.flowId ?? '';
  const [values, setValues] = useState(() => first ?? firstValues(flowId, flow.inputs));
  const [tried, setTried] = useState(false);
  const types = useNodeTypes();
  const missing = missingInputs(flow.inputs, values).filter(({ name }) => !kept.includes(name));
  const start = useMutation({
    mutationFn: async () => {
      // A run is of what the person sees: what is not saved yet is saved first.
      if (!other) await flushSave();
      return begin ? begin(values) : startDraft(flowId, values);
    },
    onSuccess: ({ runId }) => {
      rememberValues(flowId, flow.inputs, values);
      onClose();
      onStarted(runId);
    },
  });
  const go = () => {
    setTried(true);
    if (missing.length === 0 && !start.isPending) start.mutate();
  };
  const bindings = useFreshBindings(flowId);
  const question = useQuestion(bindings, flow, start);
  if (question !== 'ask') return null;
  const problems = start.error instanceof ApiError ? start.error.problems : [];
  const refused = start.error instanceof ApiError && start.error.code === 'flow_invalid' ? refusals(problems, flow, types) : [];
  const lookup = problemLookup(problems, problems.some(({ path }) => path.startsWith('/inputs')) ? '/inputs' : '');
  const form = {
    problemsAt: (path: Parameters<typeof lookup>[0]) =>
      tried && path.length === 1 && missing.some(({ name }) => name === path[0])
        ? [{ code: 'inputs_invalid', path: `/${path[0]}`, message: 'Needed to start.' }]
        : problems.length > 0
          ? lookup(path)
          : noProblems(),
    readOnly: start.isPending,
    nodeId: null,
    choices: null,
    focusPath: flow.inputs[0] ? `/${flow.inputs[0].name}` : null,
  };
  return (
    <Dialog open onOpenChange={(_, { open }) => !open && onClose()}>
      <DialogSurface
        className="run-dialog"
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          go();
        }}
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            go();
          }}
        >
          <DialogBody>
            <DialogTitle>Run “{flow.name}”</DialogTitle>
            <DialogContent>
              <div className="run-dialog-content">
                <Where bindings={bindings.data} flow={flow} />
                {kept.length > 0 ? <p>Left empty, {kept.join(', ')} stays the secret that the earlier run was given.</p> : null}
                {flow.inputs.length > 0 ? (
                  <FormProvider value={form}>
                    <SchemaForm
                      schema={inputSchema(flow.inputs)}
                      values={values}
                      onChange={(path, value) => setValues((now) => withValue(now, String(path[0]), value))}
                    />
                  </FormProvider>
                ) : null}
                {start.error ? (
                  <ErrorCard
                    title="The run did not start"
                    failure={{ message: refused.length > 0 ? 'The flow cannot run as it is.' : start.error.message }}
                  />
                ) : null}
                {refused.length > 0 ? (
                  <ul className="run-dialog-problems" aria-label="What stands in the way">
                    {refused.map((line) => (
                      <li key={line}>{line}</li>
                    ))}
                  </ul>
                ) : null}
              </div>
            </DialogContent>
            <DialogActions>
              <Button onClick={onClose}>Cancel</Button>
              <Button type="submit" appearance="primary" disabledFocusable={start.isPending} data-testid="start-run" title="Ctrl+Enter">
                {start.isPending ? 'Starting …' : 'Run'}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}

/** So long a start without a question stays without a window; then the window says what it waits for. */
const patience = 400;

type Bindings = Answer<'getBindings'>['items'];
interface FreshBindings {
  readonly data: Bindings | undefined;
  readonly isError: boolean;
}

/** The bindings of what will run. A slot of the last minute is known to the server only once the draft is saved, so that comes first. */
function useFreshBindings(flowId: string): FreshBindings {
  const { data, isError, refetch } = useBindings(flowId);
  const [fresh, setFresh] = useState(false);
  useEffect(() => {
    let gone = false;
    const read = async () => {
      await flushSave();
      await queryClient.cancelQueries({ queryKey: keys.bindings(flowId) });
      await refetch();
      if (!gone) setFresh(true);
    };
    void read();
    return () => {
      gone = true;
    };
  }, [flowId, refetch]);
  return { data: fresh ? data : undefined, isError: fresh && isError };
}

/** Whether there is something to ask. A start that asks nothing is made here, once. */
function useQuestion(
  { data, isError }: FreshBindings,
  flow: Flow,
  start: { readonly mutate: () => void; readonly isPending: boolean; readonly isError: boolean },
): 'ask' | 'wait' {
  const types = useNodeTypes();
  const [late, setLate] = useState(false);
  const started = useRef(false);
  const known = data !== undefined && types.ready;
  const atOnce = flow.inputs.length > 0 ? false : known ? startsAtOnce(flow, data, types) : null;
  const { mutate } = start;
  useEffect(() => {
    if (atOnce !== true || started.current) return;
    started.current = true;
    mutate();
  }, [atOnce, mutate]);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patience);
    return () => clearTimeout(timer);
  }, []);
  return atOnce === false || start.isError || isError || late ? 'ask' : 'wait';
}

const showOnCanvas = (runId: string): void => useSession.getState().set({ runId, tab: 'build', dock: { open: true, tab: 'timeline' } });

function withValue(values: { readonly [name: string]: Json }, name: string, value: Json | undefined): { readonly [name: string]: Json } {
  const { [name]: _, ...rest } = values;
  return value === undefined ? rest : { ...rest, [name]: value };
}

/** Where it will act, and what it may change there. */
function Where({ bindings, flow }: { readonly bindings: Bindings | undefined; readonly flow: Flow }) {
  const effects = effectsOf(flow, useNodeTypes());
  if (bindings === undefined) return <section className="run-dialog-where">Reading where it will act …</section>;
  const { writes, destroys, varies } = effects;
  const azure = bindings.filter(({ kind }) => kind === 'azure');
  const world = actsIn(bindings, effects);
  const practice = world === 'practice';
  return (
    <section className="run-dialog-where" data-world={world}>
      <p>
        {practice ? <PracticePill size="medium" /> : null}{' '}
        {azure.length === 0
          ? 'This flow uses no Azure connection.'
          : practice
            ? 'Runs in the practice subscription: nothing real is touched, messages go to the practice inbox.'
            : `Runs for real with ${azure.map(({ connectionName, slot }) => `“${connectionName ?? slot}”`).join(', ')}.`}
      </p>
      {practice ? null : (
        <ul>
          {writes.length > 0 ? <li>May change something: {listed(writes)}</li> : null}
          {varies.length > 0 ? <li>May change or delete something, as its settings say: {listed(varies)}</li> : null}
          {destroys.length > 0 ? <li className="run-dialog-destroys">May delete something: {listed(destroys)}</li> : null}
        </ul>
      )}
    </section>
  );
}

const listed = (titles: readonly string[]): string =>
  `${titles.slice(0, 4).join(', ')}${titles.length > 4 ? ` and ${titles.length - 4} more` : ''}`;
