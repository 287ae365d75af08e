// Reads the XML lists of Azure Storage: flat elements of known names. Not a parser for any other XML.

const entities: { readonly [name: string]: string } = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function plain(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return entities[String(name).toLowerCase()] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** Contents of the elements of a name, in order; elements of one name do not nest in these lists. */
export function elements(xml: string, name: string): string[] {
  const found: string[] = [];
  const open = new RegExp(`<${name}(?:\\s[^>]*?)?(/?)>`, 'g');
  for (let match = open.exec(xml); match; match = open.exec(xml)) {
    if (match[1] === '/') {
      found.push('');
      continue;
    }
    const end = xml.indexOf(`</${name}>`, open.lastIndex);
    if (end < 0) break;
    found.push(xml.slice(open.lastIndex, end));
    open.lastIndex = end + name.length + 3;
  }
  return found;
}

/** Text of the first element of a name; null when there is none. */
export function element(xml: string, name: string): string | null {
  const [first] = elements(xml, name);
  return first === undefined ? null : plain(first);
}
