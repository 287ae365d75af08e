// The XML that Blob Storage speaks: lists and errors. Writing only.

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export const tag = (name: string, content: string | number): string => `<${name}>${escaped(String(content))}</${name}>`;
export const parent = (name: string, children: readonly string[], attributes = ''): string =>
  `<${name}${attributes}>${children.join('')}</${name}>`;
export const document = (root: string): string => `<?xml version="1.0" encoding="utf-8"?>${root}`;
