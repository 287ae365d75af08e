// biome-ignore-all lint/suspicious/noThenProperty: a fault rule is never awaited.
// A fault rule of one's own: which requests it picks and what they get. Reads as a sentence before it is added.
import { useState } from 'react';
import { FormDialog } from '../ui/FormDialog.tsx';
import { type Rule, ruleSays } from './presets.ts';

const methods = ['', 'GET', 'PUT', 'POST', 'PATCH', 'DELETE'];
const kinds = [
  { key: 'status', label: 'are answered with an error' },
  { key: 'reset', label: 'lose their connection, nothing is done' },
  { key: 'lost', label: 'are done, then lose their connection' },
  { key: 'delay', label: 'are answered late' },
  { key: 'badJson', label: 'get half an answer' },
] as const;
type Kind = (typeof kinds)[number]['key'];

interface Draft {
  readonly method: string;
  readonly path: string;
  readonly times: string;
  readonly kind: Kind;
  readonly status: string;
  readonly code: string;
  readonly seconds: string;
}

const empty: Draft = { method: '', path: '', times: '1', kind: 'status', status: '503', code: '', seconds: '5' };

/** The rule, or why it is none yet. */
function ruleOf({ method, path, times, kind, status, code, seconds }: Draft): Rule | string {
  const count = times.trim() === '' ? undefined : Number(times);
  if (count !== undefined && !(Number.isInteger(count) && count >= 1)) return 'How many requests: a whole number, or empty for all.';
  const match = {
    ...(method ? { method } : {}),
    ...(path.trim() ? { path: path.trim() } : {}),
    ...(count === undefined ? {} : { times: count }),
  };
  if (kind === 'status') {
    const number = Number(status);
    if (!(Number.isInteger(number) && number >= 400 && number <= 599)) return 'The status must be between 400 and 599.';
    return { match, then: { status: number, ...(code.trim() ? { code: code.trim() } : {}) } };
  }
  if (kind === 'delay') {
    const wait = Number(seconds);
    if (!(wait > 0 && wait <= 600)) return 'The delay must be between 0 and 600 seconds.';
    return { match, then: { delayMs: wait * 1000 } };
  }
  return { match, then: kind === 'lost' ? { afterEffect: true } : kind === 'badJson' ? { badJson: true } : { reset: true } };
}

interface OwnRuleProps {
  readonly onClose: () => void;
  readonly onAdd: (rule: Rule) => void;
}

export function OwnRule({ onClose, onAdd }: OwnRuleProps) {
  const [draft, setDraft] = useState(empty);
  const set = (next: Partial<Draft>) => setDraft({ ...draft, ...next });
  const rule = ruleOf(draft);
  const says = typeof rule === 'string' ? rule : `${ruleSays(rule)}.`;
  return (
    <FormDialog
      title="A rule of your own"
      className="practice-dialog"
      contentClass="practice-own"
      onClose={onClose}
      onSubmit={() => typeof rule !== 'string' && onAdd(rule)}
      action={{ word: 'Add the rule', testId: 'add-rule', disabled: typeof rule === 'string' }}
    >
      <div className="practice-own-row">
        <label className="field practice-own-short">
          <span className="field-label">Method</span>
          <select className="field-input" value={draft.method} onChange={(event) => set({ method: event.target.value })}>
            {methods.map((method) => (
              <option key={method} value={method}>
                {method || 'Any'}
              </option>
            ))}
          </select>
        </label>
        <label className="field practice-own-long">
          <span className="field-label">Path contains</span>
          <input
            className="field-input mono"
            value={draft.path}
            placeholder="/backupJobs or */backup"
            onChange={(event) => set({ path: event.target.value })}
            data-testid="rule-path"
          />
        </label>
        <label className="field practice-own-short">
          <span className="field-label">How many</span>
          <input
            className="field-input"
            inputMode="numeric"
            value={draft.times}
            placeholder="all"
            onChange={(event) => set({ times: event.target.value })}
          />
        </label>
      </div>
      <label className="field">
        <span className="field-label">They</span>
        <select className="field-input" value={draft.kind} onChange={(event) => set({ kind: event.target.value as Kind })}>
          {kinds.map(({ key, label }) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </select>
      </label>
      {draft.kind === 'status' ? (
        <div className="practice-own-row">
          <label className="field practice-own-short">
            <span className="field-label">Status</span>
            <input
              className="field-input"
              inputMode="numeric"
              value={draft.status}
              onChange={(event) => set({ status: event.target.value })}
              data-testid="rule-status"
            />
          </label>
          <label className="field practice-own-long">
            <span className="field-label">Code</span>
            <input
              className="field-input mono"
              value={draft.code}
              placeholder="as Azure has it for that status"
              onChange={(event) => set({ code: event.target.value })}
            />
          </label>
        </div>
      ) : null}
      {draft.kind === 'delay' ? (
        <label className="field">
          <span className="field-label">Seconds</span>
          <input
            className="field-input"
            inputMode="decimal"
            value={draft.seconds}
            onChange={(event) => set({ seconds: event.target.value })}
          />
        </label>
      ) : null}
      <p className="practice-own-says" role="status" data-problem={typeof rule === 'string' ? '' : undefined}>
        {says}
      </p>
    </FormDialog>
  );
}
