// A part of the window that did not arrive: the browser's words for it are of modules and addresses. Here are the ones for people.

/** Browsers each say it their way; none has a code for it. */
const wordings = /dynamically imported module|importing a module script failed|error loading dynamically/i;

export const isMissingPart = (thrown: unknown): boolean => thrown instanceof Error && wordings.test(thrown.message);

export const sentenceOf = (thrown: unknown): string =>
  isMissingPart(thrown)
    ? 'A part of this window did not arrive. The server may be away, or it was updated meanwhile: load the page again when it is back.'
    : thrown instanceof Error
      ? thrown.message
      : String(thrown);
