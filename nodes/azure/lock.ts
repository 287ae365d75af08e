// What the lock nodes share: the address of a lock, and how one looks.
import { z } from 'zod';
import { fail } from '../kit/errors.ts';
import { isArmId, object, text } from './find.ts';

export const lockApi = '2020-05-01';
const here = '/providers/Microsoft.Authorization/locks';

export const lockShape = z.object({
  id: z.string(),
  name: z.string(),
  level: z.string().meta({ title: 'Level', description: 'CanNotDelete or ReadOnly' }),
  scope: z.string().meta({ title: 'What it protects' }),
  notes: z.string().nullable(),
});

function scopeOf(given: string): string {
  if (!isArmId(given)) throw fail('param_invalid', `${given.slice(0, 200)} is not the id of a subscription, resource group or resource.`);
  return given.replace(/\/+$/, '');
}

export const locksUrl = (scope: string): string => `${scopeOf(scope)}${here}`;
export const lockUrl = (scope: string, name: string): string => `${locksUrl(scope)}/${encodeURIComponent(name)}`;

export function lockView(raw: unknown) {
  const { id, name, properties } = object(raw);
  const { level, notes } = object(properties);
  const at = text(id).toLowerCase().lastIndexOf(here.toLowerCase());
  return { id: text(id), name: text(name), level: text(level), scope: text(id).slice(0, Math.max(0, at)), notes: text(notes) || null };
}
