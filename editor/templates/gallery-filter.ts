// Which templates the gallery shows: a group and what is searched for. The group stands in the address, so that a link shows the
// same cards. Pure; which groups there are is said in nodes/kit.
import { categoryTitle, templateCategories } from '../../nodes/kit/template-categories.ts';
import type { TemplateSummary } from '../../nodes/kit/wire/templates.ts';

export interface GalleryFilter {
  /** Empty: all; `yours`: those that people saved here. */
  readonly category: string;
  readonly q: string;
}

type Shown = Pick<TemplateSummary, 'title' | 'summary' | 'name' | 'category' | 'shipped'>;

export interface Chip {
  readonly key: string;
  readonly label: string;
  readonly count: number;
}

const inCategory = ({ category, shipped }: Shown, wanted: string): boolean =>
  wanted === '' || (wanted === 'yours' ? !shipped : category === wanted);

/** Every word has to be in the title, the summary, the name or the group. */
function mentions({ title, summary, name, category }: Shown, q: string): boolean {
  const text = `${title} ${summary} ${name} ${categoryTitle(category ?? undefined) ?? ''}`.toLowerCase();
  return q
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export const fitting = <T extends Shown>(templates: readonly T[], { category, q }: GalleryFilter): readonly T[] =>
  templates.filter((template) => inCategory(template, category) && mentions(template, q));

/** The groups that hold a template, in their order; counts follow the search. */
export function chips(templates: readonly Shown[], q: string): readonly Chip[] {
  const found = templates.filter((template) => mentions(template, q));
  const chip = (key: string, label: string): Chip => ({ key, label, count: fitting(found, { category: key, q: '' }).length });
  const groups = Object.entries(templateCategories).filter(([key]) => templates.some(({ category }) => category === key));
  return [
    chip('', 'All'),
    ...groups.map(([key, label]) => chip(key, label)),
    ...(templates.some(({ shipped }) => !shipped) ? [chip('yours', 'Yours')] : []),
  ];
}

/** A group that nobody knows is none. */
export function readCategory(search: string): string {
  const category = new URLSearchParams(search).get('category') ?? '';
  return category === 'yours' || categoryTitle(category) !== null ? category : '';
}
