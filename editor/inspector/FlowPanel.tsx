// The flow itself, when nothing is selected: what it is called and for, what it asks, which connections it uses, how its runs
// relate, what it remembers.
import type { Flow } from '../../nodes/kit/flow.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { setFlow } from '../document/edits.ts';
import { useDocument } from '../document/store.ts';
import { Icon } from '../ui/Icon.tsx';
import { BindingsSection } from './BindingsSection.tsx';
import { Field } from './Field.tsx';
import { FormProvider, problemLookup } from './form-context.ts';
import { InputsEditor } from './InputsEditor.tsx';
import { MemorySection } from './MemorySection.tsx';
import { MissedTimes } from './MissedTimes.tsx';
import type { FieldSpec } from './schema.ts';

const spec = (name: string, title: string, more: Partial<FieldSpec> = {}): FieldSpec => ({
  name,
  title,
  description: null,
  schema: { type: 'string' },
  ui: {},
  handling: null,
  required: false,
  default: undefined,
  ...more,
});

type Patch = Parameters<typeof setFlow>[1];

export function FlowPanel() {
  const { flow, flowId, edit, readOnly, problems } = useDocument();
  const set = (what: string, patch: Patch) => edit(`Change ${what}`, (now) => setFlow(now, patch), { merge: `flow:${what}` });
  const form = { problemsAt: problemLookup(problems), readOnly, nodeId: null, choices: null, focusPath: null };
  return (
    <FormProvider value={form}>
      <header className="inspector-head">
        <span className="icon-tile icon-tile-36" aria-hidden="true">
          <Icon name="flow" />
        </span>
        <div className="inspector-names">
          <h2 className="inspector-title">{flow.name}</h2>
          <p className="inspector-sub">the flow itself</p>
        </div>
      </header>
      <div className="inspector-body">
        <section className="inspector-section" aria-label="Name">
          <Field
            field={spec('name', 'Name', { required: true })}
            path={['name']}
            value={flow.name}
            onChange={(value) => typeof value === 'string' && value !== '' && set('the name', { name: value })}
          />
          <Field
            field={spec('description', 'Description', {
              ui: { widget: 'multiline', lines: 3, placeholder: 'What it is for, and who to ask' },
            })}
            path={['description']}
            value={flow.description}
            onChange={(value) => set('the description', { description: typeof value === 'string' ? value : undefined })}
          />
        </section>
        <section className="inspector-section" aria-label="Inputs">
          <h3>Inputs</h3>
          <p className="field-about">
            What each run is asked for. Steps use them as <code className="mono">{'{{\u00a0inputs.<name>\u00a0}}'}</code>.
          </p>
          <InputsEditor
            inputs={flow.inputs}
            readOnly={readOnly}
            onChange={(inputs) => set('the inputs', { inputs: inputs as Flow['inputs'] })}
          />
        </section>
        {flowId ? <BindingsSection flowId={flowId} flow={flow} readOnly={readOnly} /> : null}
        <Running flow={flow} readOnly={readOnly} set={set} />
        <MissedTimes flowId={flowId} />
        {flowId ? <MemorySection flowId={flowId} readOnly={readOnly} /> : null}
      </div>
    </FormProvider>
  );
}

interface RunningProps {
  readonly flow: Flow;
  readonly readOnly: boolean;
  readonly set: (what: string, patch: Patch) => void;
}

/** How long a run may take and how runs of this flow stand to each other. */
function Running({ flow, set }: RunningProps) {
  const { settings } = flow;
  const { concurrency } = settings;
  const setSetting = (what: string, key: string, value: Json | undefined) => {
    const entries = Object.entries({ ...settings, [key]: value }).filter(([, each]) => each !== undefined);
    set(what, { settings: Object.fromEntries(entries) as Flow['settings'] });
  };
  const setConcurrency = (key: string, value: Json | undefined) => {
    const entries = Object.entries({ limit: 1, whenBusy: 'queue', ...concurrency, [key]: value }).filter(([, each]) => each !== undefined);
    setSetting('how runs wait for each other', 'concurrency', Object.fromEntries(entries) as Json);
  };
  return (
    <section className="inspector-section" aria-label="Running">
      <h3>Running</h3>
      <Field
        field={spec('timeout', 'A run may take', {
          ui: { widget: 'duration', placeholder: 'as long as it takes' },
          description: 'After that it is cancelled and counts as failed. Waiting counts too.',
        })}
        path={['settings', 'timeout']}
        value={settings.timeout}
        onChange={(value) => setSetting('the time-out of runs', 'timeout', value)}
      />
      <Field
        field={spec('whenBusy', 'When a run is already going', {
          schema: { type: 'string', enum: ['allow', 'queue', 'skip', 'cancelOther'] },
          ui: {
            labels: {
              allow: 'Run both',
              queue: 'Wait until it has ended',
              skip: 'Do not run; note that it was skipped',
              cancelOther: 'Cancel the older one',
            },
          },
          default: 'allow',
        })}
        path={['settings', 'concurrency', 'whenBusy']}
        value={concurrency?.whenBusy ?? 'allow'}
        onChange={(value) =>
          value === 'allow' ? setSetting('how runs wait for each other', 'concurrency', undefined) : setConcurrency('whenBusy', value)
        }
      />
      {concurrency && concurrency.whenBusy !== 'allow' ? (
        <>
          <Field
            field={spec('limit', 'Runs at the same time', {
              schema: { type: 'integer', minimum: 1, maximum: 1000 },
              ui: { widget: 'number' },
              default: 1,
            })}
            path={['settings', 'concurrency', 'limit']}
            value={concurrency.limit}
            onChange={(value) => setConcurrency('limit', value)}
          />
          <Field
            field={spec('key', 'Count separately for each', {
              ui: { placeholder: '{{ inputs.vault }}' },
              description: 'An expression over inputs and trigger. Empty: all runs of the flow count together.',
            })}
            path={['settings', 'concurrency', 'key']}
            value={concurrency.key}
            onChange={(value) => setConcurrency('key', value)}
          />
          <Field
            field={spec('scope', 'Counted among', {
              schema: { type: 'string', enum: ['flow', 'project'] },
              ui: { labels: { flow: 'the runs of this flow', project: 'all flows with the same key' } },
              default: 'flow',
            })}
            path={['settings', 'concurrency', 'scope']}
            value={concurrency.scope}
            onChange={(value) => setConcurrency('scope', value)}
          />
        </>
      ) : null}
      <Field
        field={spec('errorFlow', 'When a run fails, start', {
          ui: { widget: 'flow' },
          description: 'Another flow, which is told what failed. Counts for runs of the published version.',
        })}
        path={['settings', 'errorFlow']}
        value={settings.errorFlow}
        onChange={(value) => setSetting('the error flow', 'errorFlow', typeof value === 'string' && value !== '' ? value : undefined)}
      />
      <Field
        field={spec('practiceSends', 'Hosts that practice runs may really call', {
          schema: { type: 'array', items: { type: 'string' } },
          ui: { widget: 'list', placeholder: 'one host a line; empty: messages go to the practice inbox' },
        })}
        path={['settings', 'practiceSends']}
        value={settings.practiceSends}
        onChange={(value) => setSetting('where practice runs send', 'practiceSends', value)}
      />
    </section>
  );
}
