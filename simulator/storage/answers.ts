// What Blob Storage answers: XML errors with their code in a header too, and the headers of a blob.
import type { Blob } from '../state/model.ts';
import type { Answer } from '../wire/answer.ts';
import { document, parent, tag } from './xml.ts';

export function storageRefusal(status: number, code: string, message: string): Answer {
  return {
    status,
    raw: { content: document(parent('Error', [tag('Code', code), tag('Message', message)])), type: 'application/xml' },
    headers: { 'x-ms-error-code': code, 'x-ms-version': version },
  };
}

export const version = '2023-11-03';

export const noContainer = () => storageRefusal(404, 'ContainerNotFound', 'The specified container does not exist.');
export const noBlob = () => storageRefusal(404, 'BlobNotFound', 'The specified blob does not exist.');

export const blobHeaders = (blob: Blob): Record<string, string> => ({
  etag: blob.etag,
  'last-modified': new Date(blob.modifiedAt).toUTCString(),
  'content-md5': blob.md5,
  'x-ms-blob-type': 'BlockBlob',
  'x-ms-version': version,
  'accept-ranges': 'bytes',
  ...Object.fromEntries(Object.entries(blob.metadata).map(([name, value]) => [`x-ms-meta-${name}`, value])),
});
