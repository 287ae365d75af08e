// How long backups are kept: daily, weekly, monthly, yearly; for Azure Files also whether they go to the vault.
import { months, weekDays } from '../../../../nodes/kit/backup-policy/shape.ts';
import type { Json } from '../../../../nodes/kit/json.ts';
import { OfMonth } from './OfMonth.tsx';
import { Amount, Options, type PartProps, Row, Several, Toggle, Wrong } from './PolicyParts.tsx';
import { objectOf, textsOf } from './plan-edit.ts';

export function RetentionPart(props: PartProps) {
  const { plan, path, put, disabled } = props;
  const [keep, schedule] = [objectOf(plan.keep), objectOf(plan.schedule)];
  const weekly = schedule.every === 'week';
  const first = textsOf(schedule.on)[0] ?? 'Sunday';
  const at = (...names: string[]) => [...path, 'keep', ...names];
  const [weeks, monthly, yearly] = [objectOf(keep.weeks), objectOf(keep.months), objectOf(keep.years)];
  const lasting = (name: 'weeks' | 'months' | 'years', value: Json | undefined) => (
    <Row label="For">
      <Amount
        label={`Retention of ${name}`}
        value={value}
        onChange={(next) => put(['keep', name, 'count'], next)}
        path={at(name, 'count')}
        unit={name}
      />
    </Row>
  );
  return (
    <>
      {plan.workload === 'file-share' ? <Tier {...props} /> : <Wrong path={[...path, 'snapshotDays']} />}
      {weekly ? (
        <Wrong path={at('days')} />
      ) : (
        <div className="policy-toggle" data-on="">
          <span className="policy-check">Retention of daily backup point</span>
          <Row label="For">
            <Amount
              label="Retention of days"
              value={keep.days}
              onChange={(value) => put(['keep', 'days'], value)}
              path={at('days')}
              unit="days"
            />
          </Row>
        </div>
      )}
      <Toggle
        label="Retention of weekly backup point"
        on={keep.weeks !== undefined}
        onChange={(on) => put(['keep', 'weeks'], on ? { count: 12, on: weekly ? [...textsOf(schedule.on)] : ['Sunday'] } : undefined)}
        path={at('weeks')}
        disabled={disabled}
      >
        <Row label="On">
          <Several
            label="Days of weekly backup points"
            value={weeks.on}
            all={weekly ? weekDays.filter((day) => textsOf(schedule.on).includes(day) || textsOf(weeks.on).includes(day)) : weekDays}
            short={3}
            onChange={(on) => put(['keep', 'weeks', 'on'], on)}
            path={at('weeks', 'on')}
            disabled={disabled}
          />
        </Row>
        {lasting('weeks', weeks.count)}
      </Toggle>
      <Toggle
        label="Retention of monthly backup point"
        on={keep.months !== undefined}
        onChange={(on) => put(['keep', 'months'], on ? { count: 60, week: ['First'], on: [first] } : undefined)}
        path={at('months')}
        disabled={disabled}
      >
        <OfMonth {...props} name="months" weekly={weekly} first={first} />
        {lasting('months', monthly.count)}
      </Toggle>
      <Toggle
        label="Retention of yearly backup point"
        on={keep.years !== undefined}
        onChange={(on) => put(['keep', 'years'], on ? { count: 10, in: ['January'], week: ['First'], on: [first] } : undefined)}
        path={at('years')}
        disabled={disabled}
      >
        <Row label="In">
          <Several
            label="Months of yearly backup points"
            value={yearly.in}
            all={months}
            short={3}
            onChange={(value) => put(['keep', 'years', 'in'], value)}
            path={at('years', 'in')}
            disabled={disabled}
          />
        </Row>
        <OfMonth {...props} name="years" weekly={weekly} first={first} />
        {lasting('years', yearly.count)}
      </Toggle>
    </>
  );
}

function Tier({ plan, path, put, disabled }: PartProps) {
  return (
    <>
      <Row label="Backup tier">
        <Options
          label="Backup tier"
          value={plan.snapshotDays === undefined ? 'snapshot' : 'vault'}
          options={[
            ['snapshot', 'Snapshot'],
            ['vault', 'Vault-Standard'],
          ]}
          onChange={(tier) => put(['snapshotDays'], tier === 'vault' ? 5 : undefined)}
          path={[...path, 'tier']}
          disabled={disabled}
        />
      </Row>
      {plan.snapshotDays === undefined ? null : (
        <Row label="Snapshots for">
          <Amount
            label="Snapshot retention"
            value={plan.snapshotDays}
            onChange={(value) => put(['snapshotDays'], value)}
            path={[...path, 'snapshotDays']}
            unit="days"
          />
        </Row>
      )}
    </>
  );
}
