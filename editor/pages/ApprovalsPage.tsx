// Everything that waits for approval: the page to send people to who decide but build no flows.
import { Button } from '@fluentui/react-components';
import { Link } from 'wouter';
import { ApprovalQuestion } from '../approvals/ApprovalQuestion.tsx';
import { questionsOf } from '../approvals/group.ts';
import { useApprovals } from '../approvals/use-approvals.ts';
import { useLiveLists } from '../home/use-live-lists.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorCard } from '../ui/ErrorCard.tsx';
import { count } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { PageFrame, Panel } from './frame/PageFrame.tsx';
import '../inspector/Field.css';

export function ApprovalsPage() {
  useLiveLists();
  const { data, error, refetch } = useApprovals();
  return (
    <PageFrame
      name="Approvals"
      title="Approvals"
      sub="Flows that wait for a yes or no. Your name and your comment are kept with the answer."
    >
      {error ? (
        <ErrorCard
          title="The approvals could not be read"
          failure={{ message: error.message }}
          actions={<Button onClick={() => refetch()}>Try again</Button>}
        />
      ) : !data ? (
        <Skeleton label="Reading the approvals" lines={4} />
      ) : data.length === 0 ? (
        <EmptyState icon="check" title="Nothing waits for you" actions={<Link href="/">Go to the home page</Link>}>
          When a flow asks for approval, the question appears here and on the home page.
        </EmptyState>
      ) : (
        <Panel title={count(questionsOf(data).length, 'question')} label="Approvals">
          <ul className="approvals-page">
            {questionsOf(data).map((question) => (
              <li key={question.key}>
                <ApprovalQuestion question={question} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </PageFrame>
  );
}
