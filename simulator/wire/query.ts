// Reads a query string the way the service tolerates it: names in any case, and a second question mark (the service writes
// such links itself) taken for an ampersand.
export function readQuery(search: string): Record<string, string> {
  const text = search.replace(/^\?/, '').replace(/\?(?=[A-Za-z$][\w$-]*=)/g, '&');
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(text)) query[name.toLowerCase()] ??= value;
  return query;
}
