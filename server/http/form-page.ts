// A form as HTML: one labelled control per question, errors beside their fields and listed at the top with links. What was typed
// stays; secrets do not come back.
import type { Answers, FormField } from '../triggers/form-fields.ts';
import type { OpenForm } from '../triggers/forms.ts';
import { escaped } from './page.ts';

export interface FormState {
  readonly answers: Answers | null;
  /** What is wrong, by name of the input; `''`: with the whole. */
  readonly wrong: { readonly [name: string]: string };
  /** Good for one run. */
  readonly token: string;
}

const idOf = ({ name }: Pick<FormField, 'name'>) => `in-${name}`;

function attributes(field: FormField, wrong: string | undefined): string {
  const described = [field.about || hints[field.kind] ? `${idOf(field)}-about` : '', wrong ? `${idOf(field)}-wrong` : ''].filter(Boolean);
  return [
    `id="${idOf(field)}"`,
    `name="${idOf(field)}"`,
    ...(field.required ? ['required'] : []),
    ...(described.length > 0 ? [`aria-describedby="${described.join(' ')}"`] : []),
    ...(wrong ? ['aria-invalid="true"'] : []),
  ].join(' ');
}

const hints: { readonly [kind in FormField['kind']]?: string } = {
  moment: 'In UTC.',
  lines: 'One per line.',
  json: 'As JSON.',
};

const inputTypes: { readonly [kind in FormField['kind']]?: string } = {
  text: 'text',
  email: 'email',
  url: 'url',
  number: 'number',
  date: 'date',
  moment: 'datetime-local',
  password: 'password',
};

function control(field: FormField, values: readonly string[], wrong: string | undefined): string {
  const common = attributes(field, wrong);
  const value = escaped(values[0] ?? '');
  if (field.kind === 'one') {
    const options = field.options.map(
      (option) =>
        `<option value="${escaped(option.value)}"${values.includes(option.value) ? ' selected' : ''}>${escaped(option.label)}</option>`,
    );
    return `<select ${common}><option value="">Choose …</option>${options.join('')}</select>`;
  }
  if (field.kind === 'lines' || field.kind === 'json') return `<textarea ${common} rows="4">\n${value}</textarea>`;
  const more = field.kind === 'number' ? ` step="${field.whole ? '1' : 'any'}"` : field.kind === 'password' ? ' autocomplete="off"' : '';
  const shown = field.kind === 'password' || value === '' ? '' : ` value="${value}"`;
  return `<input type="${inputTypes[field.kind] ?? 'text'}" ${common}${more}${shown}>`;
}

function question(field: FormField, values: readonly string[], wrong: string | undefined): string {
  const id = idOf(field);
  const about = [field.about, hints[field.kind] ?? ''].filter(Boolean).join(' ');
  const aboutLine = about ? `<p class="about" id="${id}-about">${escaped(about)}</p>` : '';
  const wrongLine = wrong ? `<p class="wrong" id="${id}-wrong">${escaped(sentence(wrong))}</p>` : '';
  const title = `${escaped(field.title)}${field.required ? '' : ' <span class="must">(optional)</span>'}`;
  if (field.kind === 'check') {
    const box = `<input type="checkbox" ${attributes(field, wrong)} value="true"${values.includes('true') ? ' checked' : ''}>`;
    return `<div class="field check"><label for="${id}">${box} ${escaped(field.title)}</label>${aboutLine}${wrongLine}</div>`;
  }
  if (field.kind === 'several') {
    const boxes = field.options.map((option, index) => {
      const checked = values.includes(option.value) ? ' checked' : '';
      const own = `id="${index === 0 ? id : `${id}-${index}`}" name="${id}" value="${escaped(option.value)}"`;
      return `<label><input type="checkbox" ${own}${checked}> ${escaped(option.label)}</label>`;
    });
    const described = [about ? `${id}-about` : '', wrong ? `${id}-wrong` : ''].filter(Boolean).join(' ');
    const by = described ? ` aria-describedby="${described}"` : '';
    return `<fieldset class="field several"${by}><legend>${title}</legend>${aboutLine}${boxes.join('')}${wrongLine}</fieldset>`;
  }
  return `<div class="field"><label for="${id}">${title}</label>${aboutLine}${control(field, values, wrong)}${wrongLine}</div>`;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

function summary(fields: readonly FormField[], wrong: FormState['wrong']): string {
  const lines = Object.entries(wrong).map(([name, message]) => {
    const field = fields.find((one) => one.name === name);
    return field
      ? `<li><a href="#${idOf(field)}">${escaped(field.title)}</a>: ${escaped(message)}</li>`
      : `<li>${escaped(sentence(message))}</li>`;
  });
  if (lines.length === 0) return '';
  return `<div class="summary" role="alert"><strong>Nothing was started yet.</strong><ul>${lines.join('')}</ul></div>`;
}

/** The inside of the page. */
export function formPage(form: OpenForm, { answers, wrong, token }: FormState): string {
  const questions = form.fields.map((field) =>
    question(field, answers === null ? field.initial : (answers[field.name] ?? []), wrong[field.name]),
  );
  return [
    `<h1>${escaped(form.title)}</h1>`,
    form.text ? `<p class="intro">${escaped(form.text)}</p>` : '',
    summary(form.fields, wrong),
    `<form method="post" action="/forms/${escaped(form.id)}" autocomplete="off">`,
    `<input type="hidden" name="token" value="${escaped(token)}">`,
    ...questions,
    `<button type="submit">${escaped(form.button)}</button>`,
    '</form>',
  ].join('\n');
}
