// The colours that people give notes and frames: names in the document, colours of the theme on the screen. Every one carries the
// usual ink, in every theme.
export const tints = ['yellow', 'blue', 'green', 'red', 'violet', 'grey'] as const;

export type Tint = (typeof tints)[number];

export const tintWords: Readonly<Record<Tint, string>> = {
  yellow: 'Yellow',
  blue: 'Blue',
  green: 'Green',
  red: 'Red',
  violet: 'Violet',
  grey: 'Grey',
};

/** Background and line of a tint, by the names of the theme's colours. */
export const tintColours: Readonly<Record<Tint, readonly [soft: string, line: string]>> = {
  yellow: ['--amber-soft', '--amber-line'],
  blue: ['--blue-soft', '--blue-line'],
  green: ['--green-soft', '--green-line'],
  red: ['--red-soft', '--red-line'],
  violet: ['--tile-notify', '--tile-notify-ink'],
  grey: ['--grey-soft', '--grey-line'],
};

/** A name that a newer version wrote is drawn in the usual colour. */
export const tintOf = (name: string | undefined, usual: Tint): Tint => tints.find((tint) => tint === name) ?? usual;
