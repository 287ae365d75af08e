// What the alert nodes share: how a fired alert of Azure Monitor looks.
import { z } from 'zod';
import { object, text } from './find.ts';

export const alertApi = '2019-03-01';

export const alertShape = z.object({
  id: z.string(),
  alertId: z.string(),
  rule: z.string(),
  severity: z.string().meta({ title: 'Severity', description: 'Sev0 is critical, Sev4 verbose.' }),
  state: z.string().meta({ title: 'State', description: 'New, Acknowledged or Closed' }),
  condition: z.string().meta({ title: 'Condition', description: 'Fired or Resolved' }),
  target: z.string(),
  targetName: z.string(),
  firedAt: z.string(),
  changedAt: z.string(),
  changedBy: z.string(),
  description: z.string(),
});

export function alertView(raw: unknown) {
  const { id, properties } = object(raw);
  const e = object(object(properties).essentials);
  return {
    id: text(id),
    alertId: text(id).split('/').at(-1) ?? '',
    rule: text(e.alertRule).split('/').at(-1) ?? '',
    severity: text(e.severity),
    state: text(e.alertState),
    condition: text(e.monitorCondition),
    target: text(e.targetResource),
    targetName: text(e.targetResourceName),
    firedAt: text(e.startDateTime),
    changedAt: text(e.lastModifiedDateTime),
    changedBy: text(e.lastModifiedUserName),
    description: text(e.description),
  };
}
