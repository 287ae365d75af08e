// One test in the list: its name, how it went, and, opened, what differed and what each step did.
import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { useState } from 'react';
import { accepted } from '../../nodes/kit/testing/accepted.ts';
import { confirm } from '../ui/confirm.ts';
import { ago, exact, shortDuration } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { Pill } from '../ui/StatusPill.tsx';
import { toast, toastError } from '../ui/toast.ts';
import { TestDetails } from './TestDetails.tsx';
import { deleteTest, type FlowTest, saveTest } from './use-tests.ts';

interface TestRowProps {
  readonly flowId: string;
  readonly test: FlowTest;
  readonly readOnly: boolean;
  readonly state: 'idle' | 'running' | 'waiting';
  readonly busy: boolean;
  readonly onRun: () => void;
  readonly onEdit: () => void;
}

export function TestRow({ flowId, test, readOnly, state, busy, onRun, onEdit }: TestRowProps) {
  const { name } = test.test;
  const result = test.last?.result ?? null;
  const [chosen, setOpen] = useState<boolean | null>(null);
  // What failed is open by itself: nobody has to look for why.
  const open = chosen ?? result?.passed === false;
  const take = async () => {
    const next = result && accepted(test.test, result);
    if (!next) return;
    try {
      await saveTest(flowId, test.id, next);
      toast({ title: `“${name}” now expects what came out.`, intent: 'success' });
      onRun();
    } catch (thrown) {
      toastError('The test was not changed', thrown);
    }
  };
  const remove = async () => {
    const sure = await confirm({
      title: `Delete the test “${name}”?`,
      text: 'Its results go with it. The flow stays as it is.',
      action: 'Delete',
      destructive: true,
    });
    if (!sure) return;
    await deleteTest(flowId, test.id).catch((thrown: unknown) => toastError('The test was not deleted', thrown));
  };
  return (
    <li className="test" data-testid="test" data-passed={result === null ? 'unknown' : String(result.passed)}>
      <div className="test-row">
        <button type="button" className="test-open" aria-expanded={open} disabled={result === null} onClick={() => setOpen(!open)}>
          <Icon name={open ? 'chevron-down' : 'chevron-right'} size={16} />
          <span className="test-name">{name}</span>
        </button>
        <Outcome result={result} state={state} />
        <span className="test-when numbers" title={test.last ? exact(test.last.result.at) : undefined}>
          {test.last ? `v${test.last.version} · ${ago(test.last.result.at)} · ${shortDuration(test.last.result.ms)}` : ''}
        </span>
        <Button size="small" disabled={busy} onClick={onRun} aria-label={`Run the test ${name}`}>
          Run
        </Button>
        <Menu>
          <MenuTrigger disableButtonEnhancement>
            <Button size="small" appearance="subtle" icon={<Icon name="dots" size={16} />} aria-label={`More about the test ${name}`} />
          </MenuTrigger>
          <MenuPopover>
            <MenuList>
              <MenuItem onClick={onEdit}>{readOnly ? 'Look at it' : 'Change'}</MenuItem>
              {readOnly ? null : <MenuItem onClick={() => void remove()}>Delete</MenuItem>}
            </MenuList>
          </MenuPopover>
        </Menu>
      </div>
      {open && result ? (
        <TestDetails result={result} onAccept={readOnly || busy || !accepted(test.test, result) ? null : () => void take()} />
      ) : null}
    </li>
  );
}

function Outcome({ result, state }: { readonly result: { readonly passed: boolean } | null; readonly state: TestRowProps['state'] }) {
  if (state === 'running')
    return (
      <Pill tone="blue" icon="play" size="small">
        Running
      </Pill>
    );
  if (state === 'waiting' || result === null)
    return (
      <Pill tone="grey" icon="clock" size="small">
        {state === 'waiting' ? 'Next' : 'Not run yet'}
      </Pill>
    );
  return (
    <Pill tone={result.passed ? 'green' : 'red'} icon={result.passed ? 'check' : 'cross'} size="small">
      {result.passed ? 'Passes' : 'Fails'}
    </Pill>
  );
}
