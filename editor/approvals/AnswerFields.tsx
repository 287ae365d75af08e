// A comment and the two answers to a question, or to several at once.
import { Button } from '@fluentui/react-components';
import { useState } from 'react';

interface AnswerFieldsProps {
  readonly answer: { readonly isPending: boolean; mutate(given: { approved: boolean; comment: string }): void };
  /** Id of what is answered: the buttons are described by it. */
  readonly about: string;
  /** So many are answered at once. */
  readonly many?: number;
}

export function AnswerFields({ answer, about, many }: AnswerFieldsProps) {
  const [comment, setComment] = useState('');
  const all = many === undefined ? '' : ` all ${many}`;
  return (
    <div className="approval-answer">
      <input
        className="field-input"
        aria-label="Comment"
        placeholder="Comment (kept with the answer)"
        value={comment}
        maxLength={2_000}
        onChange={(event) => setComment(event.target.value)}
        data-testid="approval-comment"
      />
      <div className="approval-actions">
        <Button
          appearance="primary"
          disabled={answer.isPending}
          aria-describedby={about}
          onClick={() => answer.mutate({ approved: true, comment })}
          data-testid="approve"
        >
          Approve{all}
        </Button>
        <Button
          disabled={answer.isPending}
          aria-describedby={about}
          onClick={() => answer.mutate({ approved: false, comment })}
          data-testid="reject"
        >
          Reject{all}
        </Button>
      </div>
    </div>
  );
}
