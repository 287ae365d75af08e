// Where everything stands in a JSON text, and where a text stops being JSON. JSON.parse reads values; its messages name no line in
// most engines, and a value does not know where it came from.

export interface JsonPlaces {
  /** The first character that does not belong, and what was expected there; null when the text is JSON. */
  readonly broken: { readonly offset: number; readonly expected: string } | null;
  /** JSON pointer -> where the member (with its key) or the element begins. */
  readonly places: ReadonlyMap<string, number>;
}

const blank = /[ \t\r\n]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them inside texts
const text = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

class Broken extends Error {
  readonly offset: number;
  constructor(offset: number, expected: string) {
    super(expected);
    this.offset = offset;
  }
}

export function placesIn(json: string): JsonPlaces {
  const places = new Map<string, number>();
  let at = 0;
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(json)?.[0] ?? null;
    if (found !== null) at += found.length;
    return found;
  };
  const skip = () => match(blank);
  const next = (sign: string, expected: string) => {
    skip();
    if (json[at] !== sign) throw new Broken(at, expected);
    at += 1;
  };
  const key = (): string => {
    skip();
    const found = match(text);
    if (found === null) throw new Broken(at, 'a name in double quotes');
    return JSON.parse(found) as string;
  };
  /** What stands between an opening and a closing sign, separated by commas. */
  const members = (close: string, one: (index: number) => void) => {
    at += 1;
    skip();
    if (json[at] === close) {
      at += 1;
      return;
    }
    for (let index = 0; ; index += 1) {
      one(index);
      skip();
      const sign = json[at];
      if (sign !== ',' && sign !== close) throw new Broken(at, `“,” or “${close}”`);
      at += 1;
      if (sign === close) return;
    }
  };
  const value = (pointer: string) => {
    skip();
    const sign = json[at];
    if (sign === '{')
      members('}', () => {
        skip();
        const start = at;
        const inner = `${pointer}/${key().replaceAll('~', '~0').replaceAll('/', '~1')}`;
        places.set(inner, start);
        next(':', '“:”');
        value(inner);
      });
    else if (sign === '[')
      members(']', (index) => {
        skip();
        places.set(`${pointer}/${index}`, at);
        value(`${pointer}/${index}`);
      });
    else if (match(sign === '"' ? text : scalar) === null) throw new Broken(at, sign === '"' ? 'the end of this text' : 'a value');
  };
  try {
    value('');
    skip();
    if (at < json.length) throw new Broken(at, 'the end of the file');
    return { broken: null, places };
  } catch (thrown) {
    if (thrown instanceof RangeError) return { broken: { offset: at, expected: 'fewer levels inside each other' }, places };
    if (!(thrown instanceof Broken)) throw thrown;
    return { broken: { offset: thrown.offset, expected: thrown.message }, places };
  }
}
