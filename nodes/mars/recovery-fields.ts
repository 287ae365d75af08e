// Fields that the recovery nodes share: which server and volume, which time, which part of a long list.
import { date, number, text } from '../kit/fields.ts';

export const serverField = text({
  title: 'Backed up by another server',
  description: 'Full name of a server of the same vault. Empty: this one.',
  ui: { advanced: true, placeholder: 'srv-old-01.contoso.local' },
}).optional();

export const sourceField = text({ title: 'Volume', description: 'As it was backed up.', ui: { placeholder: 'D:\\' } }).min(1);

export const timeField = date({
  title: 'Recovery point',
  description: 'Its time, as “List MARS recovery points” says it. Empty: the newest.',
}).optional();

/** Run Command hands over little: what does not fit comes with the next call. */
export const sliceFields = (most: number) => ({
  skip: number({ title: 'Begin at', ui: { advanced: true } })
    .int()
    .min(0)
    .default(0),
  take: number({ title: 'At most', ui: { advanced: true, unit: 'rows' } })
    .int()
    .min(1)
    .max(10_000)
    .default(most),
});
