// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions hold templates
// Expressions that do one thing as often as the budget allows: every function of the catalog and every method, with one argument
// after the other replaced by something large or laborious. Made from the catalog, so that a new function is held to it as well.
import { type CallExpression, parseExpressionAt } from 'acorn';
import { functionCatalog } from '../../../nodes/kit/expression/expression.ts';
import { methods } from '../../../nodes/kit/expression/methods.ts';

/** Names of the loop: a long text, a long list of short texts, a large object, the number of the round. */
const shapes: readonly string[] = [
  't',
  // Two pieces that only become one text when somebody looks inside.
  't + i',
  '[t + i, t + i]',
  'l',
  '[l, i]',
  'o',
  '[o, { i }]',
];

/** `work` again and again, with the large things made once. */
const often = (work: string): string =>
  `['x'.repeat(100000)].map(t => [range(0, 4000).map(n => 'k' + n)].map(l => [fromEntries(l.slice(0, 1000).map(k => [k, k]))]` +
  `.map(o => range(0, 9000).reduce((a, i) => [${work}].length, 0))))`;

function argumentsOf(example: string): string[] {
  const call = parseExpressionAt(example.replace(/^if\(/, 'If('), 0, { ecmaVersion: 2024 }) as CallExpression;
  return call.type === 'CallExpression' ? call.arguments.map(({ start, end }) => example.slice(start, end)) : [];
}

const withEach = (parts: readonly string[], write: (parts: readonly string[]) => string): string[] => [
  write(parts),
  ...parts.flatMap((_, at) => shapes.map((shape) => write(parts.map((part, index) => (index === at ? shape : part))))),
];

const functionWork = functionCatalog.flatMap(({ name, example }) => {
  const call = example.expr.startsWith(`${name}(`) ? example.expr : (new RegExp(`\\b${name}\\(.*`).exec(example.expr)?.[0] ?? example.expr);
  return withEach(argumentsOf(call), (parts) => `${name}(${parts.join(', ')})`);
});

const some: { readonly [method: string]: readonly string[] } = {
  padEnd: ['9'],
  padStart: ['9'],
  repeat: ['3'],
  replace: ["'x'", "'y'"],
  replaceAll: ["'x'", "'y'"],
  reduce: ['(a, b) => 1', '0'],
};
const methodWork = [...methods].flatMap(([name, { min, max, lambda, text, list, number }]) => {
  const count = Math.min(max, Math.max(min, 1));
  const given =
    (Object.hasOwn(some, name) ? some[name] : undefined) ??
    Array.from({ length: count }, () => (lambda ? 'x => false' : text ? "'y'" : '1'));
  const targets = [...(text ? ['t', '(t + i)'] : []), ...(list ? ['l', '[t + i, t + i]'] : []), ...(number ? ['1.5'] : [])];
  return targets.flatMap((target) => withEach(given, (parts) => `${target}.${name}(${parts.join(', ')})`));
});

/** What the operators, members and fields do with large things. */
const formWork = [
  ...['==', '!=', '===', '<', '>=', '+', '-', 'in', '&&', '??'].flatMap((operator) => [
    `(t + i) ${operator} (t + i)`,
    `(t + 'a') ${operator} (t + 'b')`,
    `l ${operator} l`,
    `[...l] ${operator} [...l]`,
    `o ${operator} ({ ...o })`,
    `(t + i) ${operator} o`,
  ]),
  '`${t}${i}`',
  '`${l}`',
  '`${o}`',
  '(t + i)[0]',
  '(t + i)[i]',
  '(t + i).length',
  'o[t + i]',
  'l[t + i]',
  'o[i]',
  'l[i]',
  '({ [t + i]: 1 })',
  '({ ...o })',
  '[...l]',
  'max(...l.map(x => 1))',
  '-(t + i)',
  '!(t + i)',
  '(t + i) ? 1 : 2',
  '[t + i].map(({ k }) => k)',
  'steps[t + i]',
  '(t + i) == 1',
  'groupBy(l, k => t + k)',
  'countBy(l, k => t + k)',
  'indexBy(l, k => t + k)',
  'unique(l, k => t + k)',
  'unique(l.map(k => t + k))',
  'unique(l.map(k => k + t.slice(0, 17000)))',
  'sort(l, k => t + k)',
  'l.sort((a, b) => (t + a) < (t + b) ? 1 : -1)',
  'minBy(l, k => t + k)',
  'fromEntries(l.map(k => [t + k, 1]))',
  'fromEntries(l.map(k => [t.slice(0, 9000) + k, 1]))',
  'l.map(k => t + k).includes(t)',
  'where(l.map(k => ({ k: t + k })), "k", t)',
  'pick(o, l)',
  'omit(o, ...l)',
  'merge(...l.map(k => o))',
  'l.map(k => calendarDays(0, 3000))',
  'l.reduce((a, k) => ({ ...a, [k]: 1 }), {})',
  'l.reduce((a, k) => [...a, k], [])',
  'l.reduce((a, k) => setProperty(a, k, 1), {})',
  'l.map(k => l)',
  'l.flatMap(k => l)',
  'l.map(k => l.indexOf(k))',
  'l.filter(k => l.find(m => m == t))',
  // Things that are made anew for every new text.
  "convertFromUtc('2026-01-15T22:00:00Z', ['e', 'E'][i % 2] + ['u', 'U'][(i / 2 - i / 2 % 1) % 2] + 'rope/Berlin')",
  "convertFromUtc('2026-01-15T22:00:00Z', '+' + padLeft(string(i % 24), 2, '0') + ':' + padLeft(string(i % 60), 2, '0'))",
  "formatNumber(1234.5, 'N2', 'en-x-a' + i)",
  "formatDateTime('2026-01-15T22:00:00Z', 'dddd d MMMM', 'UTC', 'de-x-a' + i)",
  "query(o, '[' + 'k1,'.repeat(300) + 'k' + i + ']')",
  "json('[' + '[],'.repeat(500) + i + ']')",
  "json('[' + '\"\\\\u0041\",'.repeat(500) + i + ']')",
  "json('{' + '\"a\":{\"b\":1},'.repeat(300) + '\"c\":' + i + '}')",
  "parseResourceId('/subscriptions/1/resourceGroups/' + t.slice(0, 1000) + i)",
  "secondsOf('P' + i + 'DT1H')",
];

export const hardWork: readonly string[] = [...new Set([...functionWork, ...methodWork, ...formWork])].map(often);

/** The same frame around next to nothing: what the budget is measured by. */
export const floorWork = 'range(0, 19000).reduce((a, i) => i + 1, 0)';
