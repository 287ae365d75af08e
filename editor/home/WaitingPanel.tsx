// What waits for a person's decision: in a sentence, with what each answer causes. An unsure call is never sent again by the
// machine alone; here somebody who has looked says what became of it.
import { Button } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { Approval } from '../../nodes/kit/wire/approvals.ts';
import type { Overview } from '../../nodes/kit/wire/system.ts';
import { keys, queryClient, useNodeTypes } from '../api.ts';
import { ApprovalQuestion } from '../approvals/ApprovalQuestion.tsx';
import { questionsOf } from '../approvals/group.ts';
import { Panel } from '../pages/frame/PageFrame.tsx';
import { number } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import { toast, toastError } from '../ui/toast.ts';
import { decide, type Outcome } from './decide.ts';
import '../inspector/Field.css';
import './WaitingPanel.css';

type Waiting = Overview['needsPerson'][number];

/** The rest has a page of its own. */
const shownApprovals = 3;

interface WaitingPanelProps {
  readonly waiting: readonly Waiting[] | undefined;
  /** The server did not say. */
  readonly unknown: boolean;
  readonly approvals: readonly Approval[];
}

export function WaitingPanel({ waiting, unknown, approvals }: WaitingPanelProps) {
  const questions = questionsOf(approvals);
  const none = waiting === undefined ? (unknown ? 'What waits is not known now.' : 'Asking …') : 'Nothing needs a decision.';
  return (
    <Panel title="Waiting for you" testId="waiting-for-you">
      {(waiting?.length ?? 0) + approvals.length === 0 ? (
        <p className="waiting-none">
          <Icon name={waiting ? 'check' : unknown ? 'alert' : 'clock'} size={16} /> {none}
        </p>
      ) : (
        <ul className="waiting">
          {questions.slice(0, shownApprovals).map((question) => (
            <li key={question.key} className="waiting-entry" data-testid="waiting-approval">
              <span className="waiting-icon">
                <Icon name="user" size={20} />
              </span>
              <ApprovalQuestion question={question} />
            </li>
          ))}
          {questions.length > shownApprovals ? (
            <li className="waiting-entry">
              <Link href="/approvals">All {number(approvals.length)} approvals</Link>
            </li>
          ) : null}
          {waiting?.map((entry) => (
            <Decision key={`${entry.runId} ${entry.stepKey}`} entry={entry} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Decision({ entry }: { readonly entry: Waiting }) {
  const { runId, number, flowName, stepKey, title, says } = entry;
  const types = useNodeTypes();
  const resolve = useMutation({
    mutationFn: (outcome: Outcome) => decide(entry, outcome, types),
    onSuccess: (decided, outcome) => {
      if (!decided) return;
      toast({ title: outcome === 'didNot' ? `“${title}” is sent again` : `“${title}” counts as done; the run goes on`, intent: 'success' });
    },
    onError: (error) => toastError(`“${title}” could not be decided`, error),
    onSettled: () => Promise.all([keys.overview, keys.flows(), ['runs']].map((queryKey) => queryClient.invalidateQueries({ queryKey }))),
  });
  const about = `waiting-${runId}-${stepKey}`;
  return (
    <li className="waiting-entry" data-testid="waiting-entry">
      <span className="waiting-icon">
        <Icon name="user" size={20} />
      </span>
      <div className="waiting-words">
        <h3>Did “{title}” happen?</h3>
        <p className="waiting-where">
          {flowName} · run {number} {stepKey.includes('[') ? `· ${stepKey}` : ''}
        </p>
        <p id={about}>{says}</p>
        <p className="waiting-then">
          “Send again” makes the call once more: if it did happen, it then happens twice. “It did” sends nothing and lets the run go on.
        </p>
        <div className="waiting-actions">
          <Button
            disabled={resolve.isPending}
            aria-describedby={about}
            onClick={() => resolve.mutate('didNot')}
            data-testid="resolve-did-not"
          >
            It did not: send again
          </Button>
          <Button
            appearance="subtle"
            disabled={resolve.isPending}
            aria-describedby={about}
            onClick={() => resolve.mutate('happened')}
            data-testid="resolve-happened"
          >
            It did
          </Button>
          <RunLink runId={runId} />
        </div>
      </div>
    </li>
  );
}

/** A run knows its flow; the overview does not say it, so the run list finds it. */
const RunLink = ({ runId }: { readonly runId: string }) => (
  <Link href={`/runs?run=${encodeURIComponent(runId)}`} className="waiting-link">
    Look at the run
  </Link>
);
