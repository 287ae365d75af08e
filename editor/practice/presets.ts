// biome-ignore-all lint/suspicious/noThenProperty: a fault rule is never awaited.
// Things that go wrong in Azure, one click each, and how a rule reads as a sentence.
import type { Practice } from '../../nodes/kit/wire/practice.ts';

export type Rule = Practice['faults'][number];

export interface Preset {
  readonly key: string;
  readonly title: string;
  readonly says: string;
  readonly rule: Rule;
}

export const presets: readonly Preset[] = [
  {
    key: 'lost-answer',
    title: 'The next backup call loses its answer',
    says: 'Azure starts the job, the connection breaks before it can say so.',
    rule: { match: { method: 'POST', path: '*/backup', times: 1 }, then: { afterEffect: true } },
  },
  {
    key: 'throttled',
    title: 'Too many requests',
    says: 'The next 20 requests are answered 429, try again in 5 seconds.',
    rule: { match: { path: '/vaults/', times: 20 }, then: { status: 429, retryAfter: 5 } },
  },
  {
    key: 'down',
    title: 'The backup service is down',
    says: 'Everything in vaults answers 503 until you end it.',
    rule: { match: { path: '/vaults/' }, then: { status: 503, retryAfter: 10 } },
  },
  {
    key: 'no-right',
    title: 'A role is missing',
    says: 'Changes to protected items are answered 403 AuthorizationFailed.',
    rule: { match: { method: 'PUT', path: '/protectedItems/' }, then: { status: 403 } },
  },
  {
    key: 'slow',
    title: 'Everything is slow',
    says: 'Each answer takes 5 seconds.',
    rule: { match: {}, then: { delayMs: 5_000 } },
  },
  {
    key: 'expired',
    title: 'The sign-in has expired',
    says: 'The next request is answered 401 ExpiredAuthenticationToken.',
    rule: { match: { path: '/subscriptions', times: 1 }, then: { status: 401 } },
  },
  {
    key: 'garbled',
    title: 'Half an answer',
    says: 'The next answer is cut off in the middle of its JSON.',
    rule: { match: { method: 'GET', path: '/vaults/', times: 1 }, then: { badJson: true } },
  },
];

const sameRule = (one: Rule, other: Rule) => JSON.stringify(one) === JSON.stringify(other);
export const presetOf = (rule: Rule): Preset | undefined => presets.find((preset) => sameRule(preset.rule, rule));

/** @example ruleSays(rule) // 'The first 20 requests to …/vaults/… are answered 429' */
export function ruleSays({ match, then }: Rule): string {
  const which = match.nth
    ? `Request ${match.nth}`
    : match.times
      ? match.times === 1
        ? 'The first request'
        : `The first ${match.times} requests`
      : 'Every request';
  const method = match.method ? ` ${match.method}` : '';
  const where = match.path ? ` to ${match.path}` : '';
  const many = which.endsWith('s');
  const answers = [
    then.afterEffect ? 'does what it should, then' : '',
    then.status || then.code ? `${many ? 'are' : 'is'} answered ${[then.status ?? 500, then.code].filter(Boolean).join(' ')}` : '',
    then.reset || (then.afterEffect && !then.status && !then.code && !then.badJson)
      ? `${many ? 'lose their' : 'loses its'} connection`
      : '',
    then.badJson ? `${many ? 'get' : 'gets'} half an answer` : '',
    then.delayMs ? `${many ? 'wait' : 'waits'} ${then.delayMs / 1000} s` : '',
    then.retryAfter === undefined ? '' : `may be tried again in ${then.retryAfter} s`,
  ].filter((part) => part !== '');
  return `${which}${method}${where} ${answers.join(', ')}`;
}
