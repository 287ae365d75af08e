// A small button that copies a text and says so in its own place.
import { useEffect, useState } from 'react';
import { copyText } from './copy.ts';
import { Icon } from './Icon.tsx';
import './CopyButton.css';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for the name of the button: "request id". */
  readonly what: string;
  /** Shown beside the icon; without it the icon stands alone. */
  readonly word?: string;
  readonly testId?: string;
}

export function CopyButton({ text, what, word, testId }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 2_000);
    return () => clearTimeout(timer);
  }, [state]);
  const says = state === 'copied' ? 'Copied' : state === 'refused' ? 'Select it and press Ctrl+C' : word;
  return (
    <button
      type="button"
      className="copy-button"
      aria-label={state === 'idle' ? `Copy ${what}` : says}
      title={`Copy ${what}`}
      data-testid={testId}
      data-copied={state === 'copied' ? '' : undefined}
      onClick={async () => setState((await copyText(text)) ? 'copied' : 'refused')}
    >
      <Icon name={state === 'copied' ? 'check' : 'copy'} size={14} />
      {says ? <span aria-live="polite">{says}</span> : null}
    </button>
  );
}
