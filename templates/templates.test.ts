// Every shipped template is sound by itself: it parses, makes a flow with its defaults, and that flow has no problems.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { nodeTypes } from '../nodes/index.ts';
import { writeFlow } from '../nodes/kit/flow-text.ts';
import { describeNodeType } from '../nodes/kit/node-type-json.ts';
import { problems } from '../nodes/kit/problems.ts';
import { templateCategories } from '../nodes/kit/template-categories.ts';
import { instantiate, parseTemplate } from '../nodes/kit/template-document.ts';

const types = nodeTypes.map(describeNodeType);
const lookup = (type: string, version: number) => types.find((t) => t.type === type && t.version === version);
const names = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.template.json'));
const read = (file: string) => JSON.parse(readFileSync(`${import.meta.dirname}/${file}`, 'utf8')) as unknown;

test('twenty-six templates are shipped, each in a group of the gallery', () => {
  expect(names).toHaveLength(26);
  const known = Object.keys(templateCategories);
  for (const file of names) expect(known, file).toContain((read(file) as { category?: string }).category);
});

describe.each(names)('%s', (file) => {
  const parsed = parseTemplate(read(file));

  test('parses, and every parameter is used', () => {
    expect('problems' in parsed ? parsed.problems : []).toEqual([]);
  });

  test('is named like its file', () => {
    expect('template' in parsed && parsed.template.name).toBe(file.replace('.template.json', ''));
  });

  test('makes a flow without problems from its defaults', () => {
    const made = 'template' in parsed ? instantiate(parsed.template, {}) : null;
    expect(made && 'problems' in made ? made.problems : []).toEqual([]);
    if (made && 'flow' in made) {
      expect(problems(made.flow, lookup).filter(({ severity }) => severity !== 'warning')).toEqual([]);
      expect(writeFlow(made.flow)).not.toContain('$parameter');
    }
  });
});
