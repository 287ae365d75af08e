// Turns the pages of a loop: which of its rounds the cards inside show, and on to the next one that failed.
import { useSession } from '../document/session.ts';
import { number } from '../ui/format.ts';
import { Icon } from '../ui/Icon.tsx';
import './LoopPager.css';

interface LoopPagerProps {
  readonly id: string;
  readonly count: number;
  readonly shown: number;
  readonly word: 'Item' | 'Round';
  readonly failed: number;
  /** Goes to the next round that failed, behind the shown one. */
  readonly onNextFailure: () => void;
}

export function LoopPager({ id, count, shown, word, failed, onNextFailure }: LoopPagerProps) {
  const go = (index: number) => useSession.getState().showIteration(id, Math.max(0, Math.min(count - 1, index)));
  return (
    <span className="pager nodrag" data-testid={`pager-${id}`}>
      <button type="button" aria-label={`Previous ${word.toLowerCase()}`} disabled={shown <= 0} onClick={() => go(shown - 1)}>
        <Icon name="chevron-left" size={12} />
      </button>
      <span aria-live="polite">
        {word} {number(shown + 1)} of {number(count)}
      </span>
      <button type="button" aria-label={`Next ${word.toLowerCase()}`} disabled={shown >= count - 1} onClick={() => go(shown + 1)}>
        <Icon name="chevron-right" size={12} />
      </button>
      {failed > 0 ? (
        <button
          type="button"
          className="pager-failed"
          aria-label={`${number(failed)} failed: next failure`}
          title="Next failure"
          onClick={onNextFailure}
          data-testid={`next-failure-${id}`}
        >
          {number(failed)} failed
          <Icon name="chevron-right" size={12} />
        </button>
      ) : null}
    </span>
  );
}
