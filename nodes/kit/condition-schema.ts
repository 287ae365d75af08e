// Conditions as params: the schemas of if and filter. What the operators mean stands in condition.ts.
import { z } from 'zod';
import { conditionLabels, conditionOperatorNames } from './condition.ts';
import type { Json } from './json.ts';

const side = z.custom<Json>(() => true);
const op = z
  .enum(conditionOperatorNames)
  .default('is')
  .meta({ title: 'Comparison', ui: { widget: 'select', labels: conditionLabels } });

/** A comparison of two values. */
export const condition = z.object({
  left: side.optional().meta({ title: 'Value', ui: { widget: 'text' } }),
  op,
  right: side.optional().meta({ title: 'Compared with', ui: { widget: 'text' } }),
});

/** A comparison of a field of each item: `lastBackupStatus`, or a path such as `properties.os`. */
export const fieldCondition = z.object({
  field: z.string().meta({ title: 'Field', ui: { widget: 'text', placeholder: 'lastBackupStatus' } }),
  op,
  value: side.optional().meta({ title: 'Compared with', ui: { widget: 'text' } }),
});

export type FieldCondition = z.output<typeof fieldCondition>;
