// Which backup of a month is kept: by weekday ("first Sunday") or by date ("day 1 and the last").
import { useState } from 'react';
import { monthWeeks, weekDays } from '../../../../nodes/kit/backup-policy/shape.ts';
import type { Json } from '../../../../nodes/kit/json.ts';
import { Cell } from '../Cell.tsx';
import { Options, type PartProps, Row, Several } from './PolicyParts.tsx';
import { objectOf, put as putIn } from './plan-edit.ts';

interface OfMonthProps extends PartProps {
  readonly name: 'months' | 'years';
  readonly weekly: boolean;
  readonly first: string;
}

export function OfMonth({ plan, path, put, change, disabled, name, weekly, first }: OfMonthProps) {
  const rule = objectOf(objectOf(plan.keep)[name]);
  const at = (part: string) => [...path, 'keep', name, part];
  const words = name === 'months' ? 'monthly backup points' : 'yearly backup points';
  const byDate = rule.dates !== undefined;
  // As typed while it means the stored dates: a comma is not eaten under the cursor.
  const [typed, type] = useState<Json | undefined>(undefined);
  const dates = typed !== undefined && JSON.stringify(datesOf(typed)) === JSON.stringify(rule.dates) ? typed : datesText(rule.dates);
  const choose = (how: string) => {
    const { week: _, on: __, dates: ___, ...rest } = rule;
    change(putIn(plan, ['keep', name], how === 'date' ? { ...rest, dates: [1] } : { ...rest, week: ['First'], on: [first] }));
  };
  return (
    <>
      {weekly && !byDate ? null : (
        <Row label="Chosen by">
          <Options
            label={`How ${words} are chosen`}
            value={byDate ? 'date' : 'weekday'}
            options={[
              ['weekday', 'Week based'],
              ['date', 'Day based'],
            ]}
            onChange={choose}
            path={at('how')}
            disabled={disabled}
          />
        </Row>
      )}
      {byDate ? (
        <Row label="Dates">
          <Cell
            label={`Dates of ${words}`}
            value={dates}
            onChange={(value) => {
              type(value);
              put(['keep', name, 'dates'], datesOf(value));
            }}
            path={at('dates')}
            placeholder="1, 15, last"
          />
        </Row>
      ) : (
        <>
          <Row label="Week">
            <Several
              label={`Weeks of ${words}`}
              value={rule.week}
              all={monthWeeks}
              onChange={(week) => put(['keep', name, 'week'], week)}
              path={at('week')}
              disabled={disabled}
            />
          </Row>
          <Row label="On">
            <Several
              label={`Days of ${words}`}
              value={rule.on}
              all={weekDays}
              short={3}
              onChange={(on) => put(['keep', name, 'on'], on)}
              path={at('on')}
              disabled={disabled}
            />
          </Row>
        </>
      )}
    </>
  );
}

const datesText = (dates: Json | undefined): Json | undefined => (Array.isArray(dates) ? dates.join(', ') : dates);

/** `1, 15, last` is a list; what cannot be read stays as typed, so that it is told and not lost. */
function datesOf(typed: Json | undefined): Json {
  if (typeof typed !== 'string') return typed ?? [];
  if (typed.includes('{{')) return typed;
  const parts = typed.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '').map((part) => (/^\d+$/.test(part) ? Number(part) : part.toLowerCase()));
}
