// The groups of the template gallery, in their order, with the words people see. A template names one in its document.

export const templateCategories: { readonly [category: string]: string } = {
  report: 'Report',
  protect: 'Protect',
  'back-up': 'Back up',
  restore: 'Restore',
  'clean-up': 'Clean up',
  security: 'Security',
  mars: 'MARS',
  cost: 'Cost',
};

export const categoryTitle = (category: string | undefined): string | null =>
  category !== undefined && Object.hasOwn(templateCategories, category) ? (templateCategories[category] ?? null) : null;
