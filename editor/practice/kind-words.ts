// What the kinds of things in the practice subscription are called, and which moment of theirs is shown.
interface KindWords {
  readonly many: string;
  readonly moment: string;
}

const words: { readonly [kind: string]: KindWords } = {
  item: { many: 'Protected items, deleted ones too', moment: 'Last backup' },
  vault: { many: 'Vaults', moment: 'Made' },
  policy: { many: 'Policies', moment: 'Made' },
  container: { many: 'Containers', moment: 'Registered' },
  machine: { many: 'Virtual machines', moment: 'Made' },
  storageAccount: { many: 'Storage accounts', moment: 'Made' },
  shareFile: { many: 'Files of shares', moment: 'Changed' },
  resourceGroup: { many: 'Resource groups', moment: 'Made' },
  intent: { many: 'Protection intents', moment: 'Made' },
  job: { many: 'Jobs', moment: 'Started' },
};

/** @example kindWords('resourceGuard').many // 'Resource guards' */
export function kindWords(kind: string): KindWords {
  const spaced = kind.replace(/([a-z])([A-Z])/g, (_, end: string, start: string) => `${end} ${start.toLowerCase()}`);
  const many = spaced.endsWith('s') ? spaced : spaced.endsWith('y') ? `${spaced.slice(0, -1)}ies` : `${spaced}s`;
  return words[kind] ?? { many: many.charAt(0).toUpperCase() + many.slice(1), moment: 'Made' };
}
