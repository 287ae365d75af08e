// Finds what looks like a secret among the values of a flow, so that problems() can warn. It guesses from well-known shapes and
// would rather stay silent than cry wolf: expressions, ids and ordinary words are never reported.

type Path = readonly PropertyKey[];

const shapes: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/, // JSON web token
  /[?&](sig|code|sv)=[A-Za-z0-9%+/=_-]{20,}/, // shared access signatures, function keys
  /\b(AccountKey|SharedAccessKey|Password|Pwd)=[^;\s]{8,}/i, // connection strings
  /https:\/\/[a-z0-9.-]*(webhook\.office\.com|hooks\.slack\.com|logic\.azure\.com)\/\S{20,}/i,
  /\b(ghp|gho|ghs|github_pat)_[A-Za-z0-9_]{20,}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /^(Bearer|Basic)\s+[A-Za-z0-9+/=._-]{16,}$/i,
  /\b[A-Za-z0-9_~.-]{3}[78]Q~[A-Za-z0-9_~.-]{31,34}\b/, // Entra client secret
];

const telling = /^(password|passwd|pwd|secret|client_?secret|api_?key|access_?key|token|authorization)$/i;

/** Paths (below `base`) of values that look like secrets. */
export function secretLike(value: unknown, base: Path): Path[] {
  const found: Path[] = [];
  const visit = (current: unknown, path: Path, key: string) => {
    if (typeof current === 'string') {
      if (current.includes('{{')) return;
      if (shapes.some((shape) => shape.test(current)) || (telling.test(key) && current.length >= 8 && !current.includes(' ')))
        found.push(path);
    } else if (Array.isArray(current)) for (const [index, entry] of current.entries()) visit(entry, [...path, index], key);
    else if (typeof current === 'object' && current !== null)
      for (const [name, entry] of Object.entries(current)) visit(entry, [...path, name], name);
  };
  visit(value, base, '');
  return found;
}
