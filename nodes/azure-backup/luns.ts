// LUNs of data disks as a field: typed with commas between them, or a list that an expression gives.
import { z } from 'zod';
import type { FieldMeta } from '../kit/fields.ts';

export const lunList = (meta: FieldMeta) =>
  z
    .union([z.string(), z.int(), z.array(z.int())])
    .default('')
    .transform((value) =>
      typeof value === 'string'
        ? value
            .split(/[,;\s]+/)
            .filter((part) => part !== '')
            .map(Number)
        : [value].flat(),
    )
    .refine((luns) => luns.every((lun) => Number.isInteger(lun) && lun >= 0 && lun < 64), 'must be LUNs such as 0, 1')
    .meta({ ...meta, ui: { widget: 'text', ...meta.ui } });
