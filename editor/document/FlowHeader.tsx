// The bar above the canvas: where you are, how the draft stands, and what to do with it.
import { Button } from '@fluentui/react-components';
import { Link } from 'wouter';
import { useMe } from '../api.ts';
import { setGesture } from '../canvas/gesture.ts';
import { written } from '../commands/keys.ts';
import { runCommand } from '../commands/run.ts';
import { Crumbs } from '../subflow/Crumbs.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { DraftPill } from '../versions/DraftPill.tsx';
import { isCalm, useCalm } from './calm.ts';
import { FlowName } from './FlowName.tsx';
import { SaveState } from './SaveState.tsx';
import { useSession } from './session.ts';
import { useDocument } from './store.ts';
import './FlowHeader.css';

const tabs = [
  { key: 'build', label: 'Build' },
  { key: 'runs', label: 'Runs' },
  { key: 'tests', label: 'Tests', testId: 'tab-tests' },
  { key: 'history', label: 'History' },
] as const;

const more = [
  'run-breakpoints',
  'clear-breakpoints',
  'redo',
  'tidy',
  'find',
  'compare-published',
  'arm',
  'import',
  'export',
  'save-svg',
  'save-png',
  'copy-json',
  'save-template',
  'save-selection-template',
  'commands',
  'shortcuts',
];

export function FlowHeader() {
  const me = useMe();
  const tab = useSession((state) => state.tab);
  const undoLabel = useDocument((state) => state.undoLabel);
  const canUndo = useDocument((state) => state.canUndo);
  const readOnly = useDocument((state) => state.readOnly);
  const steps = useDocument((state) => state.flow.nodes.length);
  return (
    <header className="flow-header">
      <nav className="flow-where" aria-label="Where you are">
        <Link href="/flows" className="flow-project">
          {me.data?.project.name ?? 'Flows'}
        </Link>
        <span aria-hidden="true">/</span>
        <Crumbs />
        <h1 className="flow-title">
          <FlowName />
        </h1>
        <DraftPill />
        <SaveState />
      </nav>
      <Tabs
        tabs={tabs}
        value={tab}
        onChange={(next) => useSession.getState().set({ tab: next })}
        look="segmented"
        label="Views of this flow"
      />
      <div className="flow-actions">
        <ProblemsButton />
        <Button
          appearance="subtle"
          disabled={!canUndo || readOnly}
          title={undoLabel ? `Undo: ${undoLabel} (${written('Mod+Z')})` : 'Nothing to undo'}
          onClick={() => runCommand('undo')}
          data-testid="undo"
        >
          Undo
        </Button>
        <Button
          appearance="subtle"
          icon={<Icon name="dots" />}
          aria-label="More"
          aria-haspopup="menu"
          data-testid="more"
          onClick={(event) => {
            const { right, bottom } = event.currentTarget.getBoundingClientRect();
            setGesture({ menu: { x: right - 272, y: bottom + 4, commands: more } });
          }}
        />
        <Button disabled={steps === 0 || readOnly} onClick={() => runCommand('publish')} data-testid="publish">
          Publish
        </Button>
        <Button
          appearance="primary"
          icon={<Icon name="play" size={16} />}
          disabled={steps === 0 || readOnly}
          title={`Run (${written('Mod+Enter')})`}
          onClick={() => runCommand('run')}
          data-testid="run"
        >
          Run
        </Button>
      </div>
    </header>
  );
}

function ProblemsButton() {
  const calm = useCalm();
  const errors = useDocument((state) => state.problems.filter((each) => each.severity !== 'warning' && !isCalm(each, calm)).length);
  if (errors === 0) return null;
  return (
    <button type="button" className="flow-problems" onClick={() => runCommand('problems')} data-testid="problem-count">
      <Icon name="alert" size={14} />
      {errors} {errors === 1 ? 'problem' : 'problems'}
    </button>
  );
}
