// Asks for tags: of one flow all of them, of many which to add and which to take away.
import { Field, Input } from '@fluentui/react-components';
import { useState } from 'react';
import { readTag, tagRule } from '../../nodes/kit/library.ts';
import { FormDialog } from '../ui/FormDialog.tsx';
import { count } from '../ui/format.ts';
import { changeFlows, type Picked, pickedCount } from './change-flows.ts';
import { useShelves } from './use-library.ts';

interface TagDialogProps {
  readonly picked: Picked;
  /** What a single flow has; of many: what any of them has. */
  readonly has: readonly string[];
  readonly onClose: () => void;
}

/** The tags of a text with commas, and what cannot be one. */
function tagsIn(text: string): { readonly tags: readonly string[]; readonly wrong: string | null } {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  return { tags: [...new Set(parts.flatMap((part) => readTag(part) ?? []))], wrong: parts.find((part) => readTag(part) === null) ?? null };
}

export function TagDialog({ picked, has, onClose }: TagDialogProps) {
  const one = pickedCount(picked) === 1;
  const [typed, setTyped] = useState(one ? has.join(', ') : '');
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const { data } = useShelves();
  const { tags, wrong } = tagsIn(typed);
  const remove = one ? has.filter((tag) => !tags.includes(tag)) : [...gone];
  const others = (data?.tags ?? []).map(({ tag }) => tag).filter((tag) => !tags.includes(tag));
  const nothing = tags.length === 0 && remove.length === 0;
  const submit = async () => {
    if (wrong !== null) return;
    setBusy(true);
    const changed = await changeFlows({ do: 'tag', add: [...tags], remove: [...remove] }, picked);
    setBusy(false);
    if (changed) onClose();
  };
  const first = 'flows' in picked ? picked.flows[0] : undefined;
  return (
    <FormDialog
      title={one && first ? `Tags of “${first.name}”` : `Tag ${count(pickedCount(picked), 'flow')}`}
      width={480}
      onClose={onClose}
      onSubmit={() => void submit()}
      action={{ word: 'Save', testId: 'tag-submit', disabled: wrong !== null || nothing, busy }}
    >
      <Field
        label={one ? 'Tags' : 'Add these tags'}
        hint="Separated by commas: nightly, team sql"
        {...(wrong === null ? {} : { validationMessage: `“${wrong.trim()}” cannot be a tag. ${tagRule}.` })}
      >
        <Input
          autoFocus
          value={typed}
          onChange={(_, { value }) => setTyped(value)}
          autoComplete="off"
          spellCheck={false}
          data-testid="tag-names"
        />
      </Field>
      {others.length > 0 ? (
        <fieldset className="library-tags">
          <legend>Used elsewhere</legend>
          {others.slice(0, 20).map((tag) => (
            <button key={tag} type="button" className="library-tag" onClick={() => setTyped([...tags, tag].join(', '))}>
              + {tag}
            </button>
          ))}
        </fieldset>
      ) : null}
      {!one && has.length > 0 ? (
        <fieldset className="library-tags">
          <legend>Take away</legend>
          {has.map((tag) => (
            <button
              key={tag}
              type="button"
              className="library-tag"
              aria-pressed={gone.has(tag)}
              onClick={() => setGone((before) => new Set(before.has(tag) ? [...before].filter((kept) => kept !== tag) : [...before, tag]))}
            >
              {tag}
            </button>
          ))}
        </fieldset>
      ) : null}
    </FormDialog>
  );
}
