// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions hold templates
// Data that looks like an expression. A value is evaluated once: what comes out of an expression, a trigger or an input is text.
import type { Payloads } from './payload.ts';

const walk = '{{ "".constructor.constructor("return process")() }}';

export const doubleEvaluation: Payloads = {
  class: 'double evaluation',
  plain: [
    ["'{{ 7 * 7 }}'", '{{ 7 * 7 }}'],
    ["'{{' + ' 7 * 7 }}'", '{{ 7 * 7 }}'],
    ["concat('{{', ' 7 * 7 ', '}}')", '{{ 7 * 7 }}'],
    ["['{', '{ 7 * 7 }', '}'].join('')", '{{ 7 * 7 }}'],
    ['json(\'"{{ 7 * 7 }}"\')', '{{ 7 * 7 }}'],
    ['json(\'{"a":"{{ process }}"}\').a', '{{ process }}'],
    ["base64ToString('e3sgNyAqIDcgfX0=')", '{{ 7 * 7 }}'],
    ["uriComponentToString('%7B%7B%207%20*%207%20%7D%7D')", '{{ 7 * 7 }}'],
    ["({ a: '{{ 1 }}' })", { a: '{{ 1 }}' }],
    ["[['{{ 1 }}']]", [['{{ 1 }}']]],
    ["({ ['{{ 1 }}']: 1 })", { '{{ 1 }}': 1 }],
    ["string({ a: '{{ 1 }}' })", '{"a":"{{ 1 }}"}'],
    ["setProperty({}, '{{ 1 }}', '{{ 2 }}')", { '{{ 1 }}': '{{ 2 }}' }],
    ["replace('x', 'x', '{{ 7 * 7 }}')", '{{ 7 * 7 }}'],
    ["coalesce(null, '{{ process.env }}')", '{{ process.env }}'],
    ["[1].map(i => '{{ i }}')", ['{{ i }}']],
    ["query({ a: '{{ 7 * 7 }}' }, 'a')", '{{ 7 * 7 }}'],
    ['query({}, \'`"{{ 7 * 7 }}"`\')', '{{ 7 * 7 }}'],
    ['trigger.body.note', walk],
    ['trigger.body', { note: walk, list: ['{{ process }}', '${process}', '#{process}', '<%= process %>', '$(id)', '`id`'] }],
    ['`${trigger.body.note}`', walk],
    ['trigger.body.list', ['{{ process }}', '${process}', '#{process}', '<%= process %>', '$(id)', '`id`']],
    ['trigger.body.list.map(t => t)', ['{{ process }}', '${process}', '#{process}', '<%= process %>', '$(id)', '`id`']],
    ['merge({}, trigger.body).note', walk],
    ["getProperty(trigger, 'body.note')", walk],
    ["query(trigger, 'body.note')", walk],
    ['[trigger.body.note].join()', walk],
    ['json(string(trigger.body)).note', walk],
    ['"" + trigger.body.note', walk],
    ['coalesce(trigger.body.note)', walk],
    ['first([trigger.body.note])', walk],
    ['if(true, trigger.body.note, 1)', walk],
  ],
};
