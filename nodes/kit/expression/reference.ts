/**
 * Writes the reference page of the expression language from the catalog itself: `docs/reference/expressions.md` is its
 * output, and a test holds the two together.
 */
import type { FunctionEntry, FunctionFamily } from './contract.ts';
import { functionCatalog } from './expression.ts';
import { methodsOf } from './methods.ts';

const families: readonly (readonly [FunctionFamily, string])[] = [
  ['text', 'Text'],
  ['number', 'Numbers'],
  ['date', 'Dates and times'],
  ['list', 'Lists'],
  ['object', 'Objects'],
  ['logic', 'Decisions and comparisons'],
  ['convert', 'Conversions'],
  ['web', 'Web addresses'],
  ['azure', 'Azure ids'],
];

const introduction = `# Expressions

<!-- Generated from the function catalog. Do not edit by hand: run \`npm run docs\`. -->

An expression stands between \`{{\` and \`}}\` in a field. A field that is one whole \`{{ … }}\` keeps the value's type; text
around it makes a text, in which null is empty and lists and objects are JSON. A literal \`{{\` is written \`{{ '{{' }}\`.
What an expression gives is never evaluated again.

## Names

| Name | What it is |
| --- | --- |
| \`inputs.<name>\` | what the run was given |
| \`trigger\` | what started the run: \`type\`, \`nodeId\`, \`at\`, \`body\`, \`headers\`, \`plannedAt\` |
| \`run\` | this run |
| \`memory.<name>\` | what the flow remembers from run to run |
| \`item\`, \`index\` | the item and the round of the innermost loop, from 0 |
| \`loops.<id>.item\`, \`loops.<id>.index\` | those of an outer loop |
| \`steps.<id>\` | the result of a step before this one; null when it was skipped or failed |
| \`errors.<id>\` | why it failed: \`code\`, \`message\`, \`azure\`, \`requestId\`; null when it did not |
| \`status.<id>\` | how it ended: \`'succeeded'\`, \`'failed'\`, \`'skipped'\` … |

## Grammar

The syntax is that of a JavaScript expression, as far as it is listed here.

| Form | Meaning |
| --- | --- |
| \`1.5\`, \`'text'\`, \`"text"\`, \`true\`, \`false\`, \`null\` | literals; \`undefined\` is null |
| \`\\\`vault \${item.name}\\\`\` | a text with values in it |
| \`[1, ...list]\`, \`{ name: item.name, [key]: 1, ...object }\` | lists and objects |
| \`a.b\`, \`a['b c']\`, \`a[0]\`, \`a?.b\` | members; a missing one is null, and so is every member of null |
| \`a + b\` | adds numbers; puts texts together when one side is a text |
| \`- * / % **\`, \`-a\`, \`+a\` | arithmetic; null is no number (use \`??\`), and dividing by zero fails |
| \`== !=\` | equal by content; a number equals its text |
| \`=== !==\` | equal by content and type |
| \`< <= > >=\` | order of numbers and of texts; false when one side is null |
| \`'key' in object\` | whether an object has a member |
| \`&& \\|\\| !\`, \`a ?? b\` | logic as in JavaScript; \`??\` takes b when a is null |
| \`test ? a : b\` | one of two values |
| \`name(…)\`, \`value.method(…)\`, \`f(...list)\` | functions and methods listed below |
| \`i => i.name\`, \`(a, b) => a - b\`, \`([key, value]) => …\` | arrow functions, as arguments of methods and functions that take them |

There are no statements, assignments, \`new\`, \`this\`, regular expressions, comments or functions as values. Only data
can be read: names that lead to a prototype (\`constructor\`, \`__proto__\` …) do not exist.

Within a step, \`utcNow()\`, \`guid()\` and \`rand()\` give the same values when the step is tried again.

## Limits

One expression may do 100,000 units of work (two calls of an arrow function or four of another are one; long texts and
lists count for more), make texts and results of 8 MB, and be 20,000 characters long.

## Methods

Methods have the names and meanings of JavaScript. They give new values; a text is searched by text, not by pattern;
\`sort()\` without a comparison orders numbers by size. A method of null gives null.
`;

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;
const codeWithTicks = (text: string): string => (text.includes('`') ? `\`\` ${text.replaceAll('|', '\\|')} \`\`` : code(text));

function row({ signature, summary, example }: FunctionEntry): string {
  return `| ${code(signature)} | ${summary.replaceAll('|', '\\|')} | ${codeWithTicks(example.expr)} → ${code(JSON.stringify(example.result))} |`;
}

export function expressionsReference(): string {
  const methods = (['text', 'list', 'number'] as const).map((type) => `- of a ${type}: ${methodsOf(type).map(code).join(', ')}`);
  const sections = families.map(([family, title]) => {
    const rows = functionCatalog.filter((entry) => entry.family === family).map(row);
    return `### ${title}\n\n| Function | What it gives | Example |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  const note = `The examples are the tests. Those with a clock run on 1 March 2026, 12:00 UTC. \`text?\` may be left out, \`…\` is any number more.`;
  return `${introduction}\n${methods.join('\n')}\n\n## Functions\n\n${note}\n\n${sections.join('\n')}`;
}
