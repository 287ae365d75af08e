// When backups are made: frequency, time, days, time zone; for VMs also how long snapshots stay at hand (the portal shows it here).
import { useId } from 'react';
import { weekDays } from '../../../../nodes/kit/backup-policy/shape.ts';
import { azureZones } from '../../../../nodes/kit/backup-policy/zone.ts';
import { Picker } from '../../../ui/Picker.tsx';
import { Cell } from '../Cell.tsx';
import { Amount, Options, type PartProps, Row, Several, Toggle, Wrong } from './PolicyParts.tsx';
import { objectOf, withDays, withFrequency } from './plan-edit.ts';

const halfHours = Array.from({ length: 48 }, (_, half) => `${String(half >> 1).padStart(2, '0')}:${half % 2 ? '30' : '00'}`);
const zones = azureZones.map(({ name, place }) => ({ value: name, label: name, detail: place }));

export function SchedulePart({ plan, path, put, change, disabled }: PartProps) {
  const times = useId();
  const schedule = objectOf(plan.schedule);
  const { workload } = plan;
  const at = (name: string) => [...path, 'schedule', name];
  const vm = workload === 'vm' || workload === 'vm-enhanced';
  const zone = typeof schedule.timeZone === 'string' ? schedule.timeZone : 'UTC';
  const time = (label: string, name: 'at' | 'from') => (
    <Row label={label}>
      <Cell
        label={label}
        value={schedule[name]}
        onChange={(value) => put(['schedule', name], value)}
        path={at(name)}
        placeholder="23:00"
        list={times}
      />
    </Row>
  );
  return (
    <>
      <datalist id={times}>
        {halfHours.map((half) => (
          <option key={half} value={half} />
        ))}
      </datalist>
      <Row label="Frequency">
        <Options
          label="Frequency"
          value={schedule.every}
          options={[
            ...(workload === 'vm-enhanced' || workload === 'file-share' ? [['hours', 'Hourly'] as const] : []),
            ['day', 'Daily'],
            ...(workload === 'file-share' ? [] : [['week', 'Weekly'] as const]),
          ]}
          onChange={(every) => change(withFrequency(plan, every))}
          path={at('every')}
          disabled={disabled}
        />
      </Row>
      {schedule.every === 'week' ? (
        <Row label="Days">
          <Several
            label="Days"
            value={schedule.on}
            all={weekDays}
            short={3}
            onChange={(on) => change(withDays(plan, on))}
            path={at('on')}
            disabled={disabled}
          />
        </Row>
      ) : (
        <Wrong path={at('on')} />
      )}
      {schedule.every === 'hours' ? (
        <>
          {time('Start time', 'from')}
          <Row label="Schedule">
            <Options
              label="Schedule"
              value={schedule.interval}
              options={[4, 6, 8, 12].map((hours) => [String(hours), `Every ${hours} hours`])}
              onChange={(hours) => put(['schedule', 'interval'], Number(hours))}
              path={at('interval')}
              disabled={disabled}
            />
          </Row>
          <Row label="Duration">
            <Amount
              label="Duration"
              value={schedule.window}
              onChange={(value) => put(['schedule', 'window'], value)}
              path={at('window')}
              unit="hours"
            />
          </Row>
        </>
      ) : (
        time('Time', 'at')
      )}
      <Row label="Timezone">
        {zone.includes('{{') ? (
          <Cell label="Timezone" value={zone} onChange={(value) => put(['schedule', 'timeZone'], value)} path={at('timeZone')} />
        ) : (
          <>
            <Picker
              label="Timezone"
              chosen={zones.find(({ value }) => value === zone) ?? { value: zone, label: zone }}
              placeholder="UTC"
              options={zones}
              freeText
              onPick={(value) => put(['schedule', 'timeZone'], value)}
              disabled={disabled}
            />
            <Wrong path={at('timeZone')} />
          </>
        )}
      </Row>
      {vm ? (
        <Toggle
          label="Retain instant recovery snapshots"
          on={plan.instantDays !== undefined}
          onChange={(on) => put(['instantDays'], on ? (workload === 'vm' ? 2 : 7) : undefined)}
          path={[...path, 'snapshotGroup']}
          disabled={disabled}
        >
          <Row label="For">
            <Amount
              label="Instant restore"
              value={plan.instantDays}
              onChange={(value) => put(['instantDays'], value)}
              path={[...path, 'instantDays']}
              unit="days"
            />
          </Row>
          <Row label="Resource group">
            <Cell
              label="Azure Backup resource group: beginning of its name"
              value={objectOf(plan.snapshotGroup).prefix}
              onChange={(value) => (value === undefined ? put(['snapshotGroup'], undefined) : put(['snapshotGroup', 'prefix'], value))}
              path={[...path, 'snapshotGroup', 'prefix']}
              placeholder="Azure names it"
            />
          </Row>
        </Toggle>
      ) : (
        <Wrong path={[...path, 'instantDays']} />
      )}
    </>
  );
}
