// Where a flow lies among the others: its folder and its tags. Both are kept beside the draft, because moving a flow changes nothing
// of what it does; in a file they stand at the top of the document. A folder's name is the name of a real folder, on every system.
const FOLDER_LENGTH = 200;
const FOLDER_DEPTH = 8;
const TAG_LENGTH = 40;
export const MOST_TAGS = 20;

/** What no file system takes in a name, or takes and then loses. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are refused
const notInNames = /[\\:*?"<>|\u0000-\u001f]|[. ]$|^[. ]|^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** The folder in its one form, '' for none; null when it cannot be one. @example readFolder(' Production / Nightly ') // 'Production/Nightly' */
export function readFolder(text: string): string | null {
  const parts = text
    .split('/')
    .map((part) => part.trim().normalize('NFC'))
    .filter((part) => part !== '');
  const folder = parts.join('/');
  return folder.length > FOLDER_LENGTH || parts.length > FOLDER_DEPTH || parts.some((part) => notInNames.test(part)) ? null : folder;
}

/** A tag in its one form, in small letters; null when it cannot be one. @example readTag(' Nightly ') // 'nightly' */
export function readTag(text: string): string | null {
  const tag = text.trim().replace(/\s+/g, ' ').toLowerCase().normalize('NFC');
  return tag === '' || tag.length > TAG_LENGTH || /[,/\p{Cc}]/u.test(tag) ? null : tag;
}

export const folderRule = `A folder's name takes up to ${FOLDER_LENGTH} characters and ${FOLDER_DEPTH} levels, with “/” between them and without \\ : * ? " < > |`;
export const tagRule = `A tag takes up to ${TAG_LENGTH} characters, without “,” and “/”`;

/** The folder itself and each that it lies in, the outermost first. @example foldersAround('a/b') // ['a', 'a/b'] */
export function foldersAround(folder: string): readonly string[] {
  const parts = folder === '' ? [] : folder.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** @example fileStem('Nightly backup report') // 'nightly-backup-report' */
export const fileStem = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80) || 'flow';
