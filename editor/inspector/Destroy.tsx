// A step that does what cannot be undone says what it hits and asks once for its name. What is typed is kept beside the step; when
// the step is set to hit something else, it asks again. It keeps nothing from running: that is for the person who publishes.
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { destroying, isConfirmed, type Target, targetOf } from '../../nodes/kit/destroy.ts';
import type { FieldUi } from '../../nodes/kit/fields.ts';
import type { FlowNode } from '../../nodes/kit/flow.ts';
import type { JsonObject } from '../../nodes/kit/json.ts';
import type { NodeTypeJson } from '../../nodes/kit/node-type-json.ts';
import { setSettings } from '../document/edits.ts';
import { useDocument } from '../document/store.ts';
import { Icon } from '../ui/Icon.tsx';
import { useForm } from './form-context.ts';
import './Destroy.css';

interface DestroyProps {
  readonly node: FlowNode;
  readonly type: NodeTypeJson;
}

export function Destroy({ node, type }: DestroyProps) {
  const how = destroying(type, node.params);
  const target = targetOf(type, node.params);
  if (how === 'no') return null;
  return (
    <section className="destroy" aria-label="What cannot be undone" data-testid="destroy">
      <p className="destroy-head">
        <Icon name="warning" size={16} />
        {how === 'yes' ? 'What this step does cannot be undone' : 'As an expression decides, what this step does cannot be undone'}
      </p>
      <p className="destroy-what">{type.summary}</p>
      {target ? (
        <Hit key={target.word} node={node} type={type} target={target} />
      ) : (
        <p className="destroy-what">Choose first what it hits.</p>
      )}
    </section>
  );
}

function Hit({ node, type, target }: DestroyProps & { readonly target: Target }) {
  const { edit, readOnly } = useDocument();
  const [typed, setTyped] = useState('');
  const id = useId();
  const name = useReadableName(type, target);
  const before = node.settings?.confirmed;
  const confirm = (word: string | undefined) =>
    edit(`${word === undefined ? 'Take back the confirmation of' : 'Confirm'} ${node.title ?? type.title}`, (now) =>
      setSettings(now, node.id, { confirmed: word }),
    );
  if (isConfirmed(node, target))
    return (
      <p className="destroy-done" data-testid="destroy-confirmed">
        <Icon name="check" size={16} />
        <span>{target.fixed ? `Confirmed for ${name}` : `Confirmed for whatever ${target.title.toLowerCase()} its expression gives`}</span>
        {readOnly ? null : (
          <button type="button" className="rows-add" onClick={() => confirm(undefined)}>
            Take back
          </button>
        )}
      </p>
    );
  return (
    <>
      <p className="destroy-what">
        {target.fixed ? (
          <>
            It hits <strong>{name}</strong>.
          </>
        ) : (
          `What it hits is known only when it runs: the ${target.title.toLowerCase()} that its expression gives.`
        )}
        {before === undefined ? '' : ` Confirmed was “${before}”.`}
      </p>
      <label className="field-label" htmlFor={id}>
        Type “{target.word}” to confirm
      </label>
      <input
        id={id}
        className="field-input"
        value={typed}
        disabled={readOnly}
        autoComplete="off"
        spellCheck={false}
        data-testid="destroy-name"
        onChange={(event) => {
          const said = event.target.value.trim().toLowerCase() === target.word.toLowerCase();
          setTyped(said ? '' : event.target.value);
          if (said) confirm(target.word);
        }}
      />
    </>
  );
}

/** The target as its list of choices calls it: the name with where it is. */
function useReadableName(type: NodeTypeJson, { param, value, fixed, word }: Target): string {
  const { choices } = useForm();
  const field = ((type.params.properties ?? {}) as { readonly [name: string]: JsonObject })[param];
  const list = (field?.ui as FieldUi | undefined)?.choices;
  const text = typeof value === 'string' ? value : '';
  const { data } = useQuery({
    queryKey: ['choices', ...(choices?.key ?? []), list, ''],
    queryFn: () => choices?.ask(list ?? '', '') ?? [],
    enabled: choices !== null && list !== undefined && fixed && text.startsWith('/'),
    staleTime: 60_000,
    retry: false,
  });
  const known = data?.find((choice) => choice.value.toLowerCase() === text.toLowerCase());
  return known ? `${known.label}${known.detail ? ` (${known.detail})` : ''}` : word;
}
