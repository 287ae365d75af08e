// Moving old recovery points to the archive tier: as it is, when Azure recommends it, after a time, or never.
import type { Json } from '../../../../nodes/kit/json.ts';
import { Amount, Options, type PartProps, Row } from './PolicyParts.tsx';
import { objectOf } from './plan-edit.ts';

export function ArchivePart({ plan, path, put, disabled }: PartProps) {
  const archive = objectOf(plan.archive);
  const vm = plan.workload === 'vm' || plan.workload === 'vm-enhanced';
  const at = (name: string) => [...path, 'archive', name];
  const rules: { readonly [when: string]: Json } = {
    never: { when: 'never' },
    recommended: { when: 'recommended' },
    after: vm ? { when: 'after', after: 3, unit: 'months' } : { when: 'after', after: 45, unit: 'days' },
  };
  return (
    <>
      <Row label="Archive tier">
        <Options
          label="Archive tier"
          value={plan.archive === undefined ? 'as-is' : archive.when}
          options={[
            ['as-is', 'As the policy has it'],
            ['never', 'Do not move'],
            ...(vm ? [['recommended', 'Recommended recovery points'] as const] : []),
            ['after', 'All eligible, after a time'],
          ]}
          onChange={(when) => put(['archive'], rules[when])}
          path={at('when')}
          disabled={disabled}
        />
      </Row>
      {archive.when === 'after' ? (
        <>
          <Row label="After">
            <Amount
              label="To the archive after"
              value={archive.after}
              onChange={(value) => put(['archive', 'after'], value)}
              path={at('after')}
              unit={String(archive.unit ?? 'days')}
            />
          </Row>
          <Row label="Counted in">
            <Options
              label="Counted in"
              value={archive.unit ?? 'days'}
              options={['days', 'weeks', 'months', 'years'].map((unit) => [unit, unit])}
              onChange={(unit) => put(['archive', 'unit'], unit)}
              path={at('unit')}
              disabled={disabled}
            />
          </Row>
        </>
      ) : null}
      <p className="field-about">
        {vm
          ? 'Monthly and yearly recovery points, 3 months old or more. Bringing one back takes hours and costs.'
          : 'Full backups, 45 days old or more. Bringing one back takes hours and costs.'}
      </p>
    </>
  );
}
