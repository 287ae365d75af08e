import { expect, test } from 'vitest';
import { element, elements } from './storage-xml.ts';

const xml =
  '<?xml version="1.0" encoding="utf-8"?><EnumerationResults ContainerName="daily"><Blobs><Blob><Name>a&amp;b &#x1F600;&#46;csv</Name><Properties><Etag>0x1</Etag></Properties></Blob><Blob><Name Encoded="true">c</Name></Blob></Blobs><NextMarker /></EnumerationResults>';

test('names are read with their entities, in order', () => {
  expect(elements(xml, 'Blob').map((blob) => element(blob, 'Name'))).toEqual(['a&b 😀.csv', 'c']);
});

test('what is empty is empty, what is missing is null', () => {
  expect(element(xml, 'NextMarker')).toBe('');
  expect(element(xml, 'Prefix')).toBeNull();
  expect(elements(xml, 'BlobPrefix')).toEqual([]);
});

test('a name that begins like another is another element, and cut text ends the list', () => {
  expect(elements('<Blobs><BlobPrefix>x</BlobPrefix></Blobs>', 'Blob')).toEqual([]);
  expect(elements('<Blob>a</Blob><Blob>b', 'Blob')).toEqual(['a']);
});
