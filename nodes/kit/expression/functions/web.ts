/**
 * Web addresses: encoding, and their parts. Read by the platform's URL parser; nothing is opened.
 */
import { failed } from '../budget.ts';
import { describe } from '../members.ts';
import { objectArg, textArg } from './arguments.ts';
import { type Body, type Definition, family } from './define.ts';

function encode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    throw failed('the text holds half a character.');
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw failed('the text has a wrong % code.');
  }
}

const part =
  (read: (url: URL) => unknown): Body =>
  ([text]) => {
    const url = URL.parse(textArg(text, 'address'));
    if (url === null) throw failed(`${describe(text)} is no web address.`);
    return read(url);
  };

const standardPorts: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };
const portOf = (url: URL): number | null => (url.port === '' ? (standardPorts[url.protocol] ?? null) : Number(url.port));

function queryString(object: unknown): string {
  return Object.entries(objectArg(object))
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => `${encode(key)}=${encode(textArg(value, key))}`)
    .join('&');
}

const address = "'https://ops.example.com:8443/runs/7?full=1'";

const definitions: readonly Definition[] = [
  [
    'uriComponent(text)',
    'A text made safe as part of an address.',
    ["uriComponent('rg a/b')", 'rg%20a%2Fb'],
    ([text]) => encode(textArg(text, 'text')),
  ],
  [
    'uriComponentToString(text)',
    'The text in an encoded part of an address.',
    ["uriComponentToString('rg%20a%2Fb')", 'rg a/b'],
    ([text]) => decode(textArg(text, 'text')),
  ],
  [
    'queryString(object)',
    'The members of an object as the query of an address.',
    ["queryString({ q: 'a b', top: 5 })", 'q=a%20b&top=5'],
    ([object]) => queryString(object),
  ],
  ['uriHost(address)', 'The host of an address.', [`uriHost(${address})`, 'ops.example.com'], part((url) => url.hostname)],
  ['uriPath(address)', 'The path of an address.', [`uriPath(${address})`, '/runs/7'], part((url) => url.pathname)],
  [
    'uriPathAndQuery(address)',
    'The path and query of an address.',
    [`uriPathAndQuery(${address})`, '/runs/7?full=1'],
    part((url) => url.pathname + url.search),
  ],
  ['uriPort(address)', 'The port of an address.', [`uriPort(${address})`, 8443], part(portOf)],
  ['uriQuery(address)', 'The query of an address, with its question mark.', [`uriQuery(${address})`, '?full=1'], part((url) => url.search)],
  ['uriScheme(address)', 'The scheme of an address.', [`uriScheme(${address})`, 'https'], part((url) => url.protocol.slice(0, -1))],
];

export const webFunctions = family('web', definitions);
