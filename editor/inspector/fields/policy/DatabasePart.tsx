// What databases have besides full backups: differential or incremental ones, logs, compression.
import { weekDays } from '../../../../nodes/kit/backup-policy/shape.ts';
import { Cell } from '../Cell.tsx';
import { Amount, Options, type PartProps, Row, Several, Toggle } from './PolicyParts.tsx';
import { objectOf, textsOf } from './plan-edit.ts';

const minutes = [
  [15, 'Every 15 minutes'],
  [30, 'Every 30 minutes'],
  [60, 'Every hour'],
  [120, 'Every 2 hours'],
  [240, 'Every 4 hours'],
  [480, 'Every 8 hours'],
  [720, 'Every 12 hours'],
  [1440, 'Every 24 hours'],
] as const;

export function DatabasePart(props: PartProps) {
  const { plan, path, put, disabled } = props;
  const log = objectOf(plan.log);
  return (
    <>
      <Between {...props} name="differential" title="Differential backup" />
      {plan.workload === 'hana' ? <Between {...props} name="incremental" title="Incremental backup" /> : null}
      <Toggle
        label="Log backup"
        on={plan.log !== undefined}
        onChange={(on) => put(['log'], on ? { everyMinutes: 60, keepDays: 15 } : undefined)}
        path={[...path, 'log']}
        disabled={disabled}
      >
        <Row label="Schedule">
          <Options
            label="Log backup: schedule"
            value={log.everyMinutes}
            options={minutes.map(([value, words]) => [String(value), words])}
            onChange={(value) => put(['log', 'everyMinutes'], Number(value))}
            path={[...path, 'log', 'everyMinutes']}
            disabled={disabled}
          />
        </Row>
        <Row label="For">
          <Amount
            label="Log backup: retention"
            value={log.keepDays}
            onChange={(value) => put(['log', 'keepDays'], value)}
            path={[...path, 'log', 'keepDays']}
            unit="days"
          />
        </Row>
      </Toggle>
      <Toggle
        label={plan.workload === 'sql' ? 'SQL backup compression' : 'HANA backup compression'}
        on={plan.compression === true}
        onChange={(on) => put(['compression'], on)}
        path={[...path, 'compression']}
        disabled={disabled}
      />
    </>
  );
}

function Between({
  plan,
  path,
  put,
  disabled,
  name,
  title,
}: PartProps & { readonly name: 'differential' | 'incremental'; readonly title: string }) {
  const extra = objectOf(plan[name]);
  const busy = textsOf(objectOf(plan.schedule).on);
  const free = weekDays.find((day) => !busy.includes(day)) ?? 'Wednesday';
  return (
    <Toggle
      label={title}
      on={plan[name] !== undefined}
      onChange={(on) => put([name], on ? { on: [free], keepDays: 30 } : undefined)}
      path={[...path, name]}
      disabled={disabled}
    >
      <Row label="On">
        <Several
          label={`${title}: days`}
          value={extra.on}
          all={weekDays}
          short={3}
          onChange={(on) => put([name, 'on'], on)}
          path={[...path, name, 'on']}
          disabled={disabled}
        />
      </Row>
      <Row label="Time">
        <Cell
          label={`${title}: time`}
          value={extra.at}
          onChange={(value) => put([name, 'at'], value)}
          path={[...path, name, 'at']}
          placeholder="as the full backup"
        />
      </Row>
      <Row label="For">
        <Amount
          label={`${title}: retention`}
          value={extra.keepDays}
          onChange={(value) => put([name, 'keepDays'], value)}
          path={[...path, name, 'keepDays']}
          unit="days"
        />
      </Row>
    </Toggle>
  );
}
