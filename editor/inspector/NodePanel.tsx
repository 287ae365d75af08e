// One step: who it is, its tabs, and the form of its settings. Every keystroke is a change of the document; keystrokes in one
// field make one undo step.
import { useMemo } from 'react';
import { destroying } from '../../nodes/kit/destroy.ts';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { Json } from '../../nodes/kit/json.ts';
import { connectionKindOf, type NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { call, useNodeTypes } from '../api.ts';
import { isCalm, leaveField, useCalm } from '../document/calm.ts';
import { setParam } from '../document/edits.ts';
import { type InspectorTab, useSession } from '../document/session.ts';
import { useDocument } from '../document/store.ts';
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { type Tab, Tabs } from '../ui/Tabs.tsx';
import { ConnectionField } from './ConnectionField.tsx';
import { Destroy } from './Destroy.tsx';
import { Examples } from './Examples.tsx';
import { type FieldPath, type FormContext, FormProvider, problemLookup } from './form-context.ts';
import { InputTab } from './InputTab.tsx';
import { NodeDataProvider } from './NodeDataProvider.tsx';
import { NodeHead } from './NodeHead.tsx';
import { formValue } from './node-forms.ts';
import { OutputTab } from './OutputTab.tsx';
import { RetryTab } from './RetryTab.tsx';
import { SchemaForm } from './SchemaForm.tsx';
import { TriggerInfo } from './TriggerInfo.tsx';
import { UnknownNode } from './UnknownNode.tsx';

const tabs: readonly Tab<InspectorTab>[] = [
  { key: 'setup', label: 'Set-up', testId: 'inspector-tab-setup' },
  { key: 'input', label: 'Input', testId: 'inspector-tab-input' },
  { key: 'output', label: 'Output', testId: 'inspector-tab-output' },
  { key: 'settings', label: 'Retry and time-out', testId: 'inspector-tab-settings' },
];

export function NodePanel({ node }: { readonly node: FlowNode }) {
  const types = useNodeTypes();
  const type = types.of(node.type, node.version);
  const tab = useSession(({ inspectorTab }) => inspectorTab);
  const show = (next: InspectorTab) => useSession.getState().set({ inspectorTab: next });
  return (
    <NodeDataProvider nodeId={node.id}>
      <NodeHead node={node} type={type} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a value dragged over the tab opens the form; the keyboard way is the tab itself */}
      <div
        className="inspector-tabs"
        onDragEnter={(event) => {
          if (tab !== 'setup' && event.dataTransfer.types.includes('text/vaultflow-expression')) show('setup');
        }}
      >
        <Tabs tabs={tabs} value={tab} onChange={show} label="What to see of the step" />
      </div>
      <div className="inspector-body" role="tabpanel">
        <ErrorBoundary what="This tab" key={`${node.id}-${tab}`}>
          {tab === 'input' ? (
            <InputTab nodeId={node.id} />
          ) : tab === 'output' ? (
            <OutputTab node={node} type={type} />
          ) : !type ? (
            types.ready ? (
              <UnknownNode node={node} />
            ) : (
              <Skeleton label="Reading the types of steps" />
            )
          ) : tab === 'setup' ? (
            <SetUp node={node} type={type} />
          ) : (
            <RetryTab node={node} type={type} />
          )}
        </ErrorBoundary>
      </div>
    </NodeDataProvider>
  );
}

function SetUp({ node, type }: { readonly node: FlowNode; readonly type: NodeTypeJson }) {
  const { flow, problems, readOnly, flowId, edit } = useDocument();
  const focusPath = useSession((state) => state.focusField);
  const calm = useCalm();
  const index = flow.nodes.indexOf(node);
  const decides = formValue(node, type);
  const form = useMemo<FormContext>(
    () => ({
      problemsAt: problemLookup(problems, `/nodes/${index}/params`),
      isCalm: (problem) => isCalm({ ...problem, path: `/nodes/${index}/params${problem.path}` }, calm),
      onLeave: (path) => leaveField(node.id, `/${path.join('/')}`),
      readOnly,
      nodeId: node.id,
      mayExpress: type.kind !== 'trigger',
      choices: {
        key: [node.type, flowId, node.connection ?? null, node.params],
        ask: async (name, search) =>
          (
            await call('nodeChoices', {
              params: { type: node.type, name },
              body: {
                params: plainParams(node.params) as never,
                search,
                ...(flowId ? { flowId } : {}),
                ...(node.connection ? { slot: node.connection } : {}),
              },
            })
          ).items,
      },
      formBy: decides === null ? null : { type: node.type, value: decides },
      focusPath,
    }),
    [decides, problems, calm, index, readOnly, node, type.kind, flowId, focusPath],
  );
  const change = (path: FieldPath, value: Json | undefined) =>
    edit(`Change ${path[0]} of ${node.title ?? type.title}`, (now) => setParam(now, node.id, path, value), {
      merge: `param:${node.id}:${path.join('/')}`,
    });
  const kind = connectionKindOf(type, node.params);
  return (
    <FormProvider value={form}>
      {kind === null ? null : <ConnectionField node={node} type={type} kind={kind} />}
      <SchemaForm schema={type.params} values={node.params} onChange={change} />
      <Destroy node={node} type={type} />
      <TriggerInfo node={node} type={type} />
      {destroying(type, node.params) === 'no' ? <p className="inspector-note">{type.summary}</p> : null}
      <Examples node={node} type={type} />
    </FormProvider>
  );
}

/** Live choices depend on fixed values only: an expression is not known yet. */
const plainParams = (params: FlowNode['params']): FlowNode['params'] =>
  Object.fromEntries(Object.entries(params).filter(([, value]) => typeof value !== 'string' || !value.includes('{{')));
