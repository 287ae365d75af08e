// The policy editor: one backup policy under tabs as in the portal, with the sentence that says what it does. It holds no rules: what
// is wrong comes from the flow's problems, like everywhere in the inspector. Any scalar may be an expression.
import { useEffect, useState } from 'react';
import { policySentence } from '../../../../nodes/kit/backup-policy/sentence.ts';
import { type Workload, workloadNames, workloads } from '../../../../nodes/kit/backup-policy/shape.ts';
import { count } from '../../../ui/format.ts';
import { Tabs } from '../../../ui/Tabs.tsx';
import { useForm, type WidgetProps } from '../../form-context.ts';
import { ArchivePart } from './ArchivePart.tsx';
import { DatabasePart } from './DatabasePart.tsx';
import { Options, type PartProps, Row } from './PolicyParts.tsx';
import { objectOf, type Plan, put, withWorkload } from './plan-edit.ts';
import { RetentionPart } from './RetentionPart.tsx';
import { SchedulePart } from './SchedulePart.tsx';
import '../rows.css';
import '../ManyField.css';
import './policy.css';

interface Part {
  readonly key: 'schedule' | 'retention' | 'tiering' | 'backups';
  readonly title: string;
  /** Where its values stand in the policy. */
  readonly holds: readonly string[];
  readonly draw: (props: PartProps) => React.ReactNode;
}

const partsOf = (workload: unknown): readonly Part[] => [
  { key: 'schedule', title: 'Schedule', holds: ['workload', 'schedule', 'instantDays', 'snapshotGroup'], draw: SchedulePart },
  { key: 'retention', title: 'Retention', holds: ['keep', 'snapshotDays'], draw: RetentionPart },
  ...(workload === 'sql' || workload === 'hana'
    ? [{ key: 'backups', title: 'Logs', holds: ['log', 'differential', 'incremental', 'compression'], draw: DatabasePart } as const]
    : []),
  ...(workload === 'file-share' ? [] : [{ key: 'tiering', title: 'Tiering', holds: ['archive'], draw: ArchivePart } as const]),
];

export default function PolicyField({ id, value, onChange, path, disabled }: WidgetProps) {
  const { problemsAt, focusPath } = useForm();
  const plan = objectOf(value);
  const parts = partsOf(plan.workload);
  const [chosen, choose] = useState<Part['key']>('schedule');
  const shown = parts.find(({ key }) => key === chosen) ?? (parts[0] as Part);
  const pointer = `/${path.join('/')}`;
  const wanted = focusPath?.startsWith(`${pointer}/`) ? focusPath.slice(pointer.length + 1).split('/')[0] : undefined;
  useEffect(() => {
    const part = wanted === undefined ? undefined : partsOf(plan.workload).find(({ holds }) => holds.includes(wanted));
    if (part) choose(part.key);
  }, [wanted, plan.workload]);
  const change = (next: Plan) => onChange(next);
  const Draw = shown.draw;
  return (
    <fieldset className="policy-field" id={id} aria-labelledby={`${id}-label`}>
      <Row label="Policy type">
        <Options
          label="Policy type"
          value={plan.workload}
          options={workloads.map((workload) => [workload, workloadNames[workload]])}
          onChange={(workload) => workload !== '' && change(withWorkload(plan, workload as Workload))}
          path={[...path, 'workload']}
          disabled={disabled}
        />
      </Row>
      {value === undefined ? (
        <p className="field-about">Choose a type to start with the policy that the portal proposes for it.</p>
      ) : (
        <>
          <p className="policy-sentence" aria-live="polite" data-testid="policy-sentence">
            {policySentence(plan)}
          </p>
          <Tabs
            label="Parts of the policy"
            tabs={parts.map(({ key, title, holds }) => ({
              key,
              label: <TabLabel title={title} wrong={holds.flatMap((name) => problemsAt([...path, name])).length} />,
            }))}
            value={shown.key}
            onChange={choose}
          />
          <div className="policy-part" role="tabpanel" aria-label={shown.title} id={`${id}-panel`}>
            <Draw plan={plan} path={path} put={(at, next) => change(put(plan, at, next))} change={change} disabled={disabled} />
          </div>
        </>
      )}
    </fieldset>
  );
}

const TabLabel = ({ title, wrong }: { readonly title: string; readonly wrong: number }) => (
  <>
    {title}
    {wrong > 0 ? (
      <span className="policy-tab-wrong">
        {wrong}
        <span className="visually-hidden"> {count(wrong, 'problem').replace(/^\d+ /, '')}</span>
      </span>
    ) : null}
  </>
);
