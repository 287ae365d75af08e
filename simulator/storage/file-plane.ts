// Azure Files, the data plane: `https://{account}.file.core.windows.net`. Lists the folders of a share or of a snapshot of it and says
// what a file is, for a caller who reads as a backup operator does. Files have no content here: none is handed out or taken in.
import { mayUseData } from '../authorization/access.ts';
import { bearerProblem } from '../identity/bearer.ts';
import type { Plane } from '../planes.ts';
import type { Store } from '../state/database.ts';
import { accountId } from '../state/keys.ts';
import type { StorageAccount } from '../state/model.ts';
import type { Answer } from '../wire/answer.ts';
import { type Call, param } from '../wire/call.ts';
import { route } from '../wire/router.ts';
import { storageRefusal, version } from './answers.ts';
import { filesAt, folderAt, plainPath } from './share-files.ts';
import { document, parent, tag } from './xml.ts';

const most = 5_000;
const read = 'Microsoft.Storage/storageAccounts/fileServices/fileshares/files/read';
/** Who reads with the intent of a backup sees every file, whatever its permissions say. */
const readAll = 'Microsoft.Storage/storageAccounts/fileServices/readFileBackupSemantics/action';

const nameOf = (host: string) => (host.split('.')[0] ?? '').toLowerCase();
const accountOf = (store: Store, host: string): StorageAccount | undefined =>
  store.list('storageAccount').find(({ doc }) => doc.name === nameOf(host))?.doc;

const noShare = () => storageRefusal(404, 'ShareNotFound', 'The specified share does not exist.');
const noSnapshot = () => storageRefusal(404, 'ShareSnapshotNotFound', 'The specified share snapshot does not exist.');
const nothing = () => storageRefusal(404, 'ResourceNotFound', 'The specified resource does not exist.');
const badQuery = () =>
  storageRefusal(400, 'InvalidQueryParameterValue', 'Value for one of the query parameters specified in the request URI is invalid.');

/** What the share held at the moment that is asked about. */
function filesFor(call: Call): ReturnType<typeof filesAt> | Answer {
  const name = param(call, 'share');
  const account = accountOf(call.store, call.host);
  const share = account?.shares.find((one) => one.toLowerCase() === name.toLowerCase());
  if (!account || share === undefined) return noShare();
  const { sharesnapshot: snapshot } = call.query;
  if (snapshot === undefined) return filesAt(call.store, { account: account.name, share }, call.at);
  const at = Date.parse(snapshot);
  if (Number.isNaN(at)) return badQuery();
  return at > call.at ? noSnapshot() : filesAt(call.store, { account: account.name, share }, at);
}

const list = (call: Call): Answer => {
  if (call.query.restype !== 'directory' || call.query.comp !== 'list') return badQuery();
  const files = filesFor(call);
  if (!Array.isArray(files)) return files;
  const path = plainPath(call.params.path ?? '');
  const entries = folderAt(files, path);
  if (!entries) return nothing();
  const { prefix = '', marker = '' } = call.query;
  const from = marker === '' ? '' : Buffer.from(marker, 'base64url').toString();
  const fitting = entries.filter(({ name }) => name.toLowerCase().startsWith(prefix.toLowerCase()) && name.toLowerCase() > from);
  const page = fitting.slice(0, Math.min(Number(call.query.maxresults) || most, most, call.pageSize));
  const next = fitting.length > page.length ? Buffer.from(page.at(-1)?.name.toLowerCase() ?? '').toString('base64url') : '';
  const shown = page.map(({ name, file }) =>
    file
      ? parent('File', [
          tag('Name', name),
          parent('Properties', [
            tag('Content-Length', file.size),
            tag('LastWriteTime', new Date(file.modifiedAt).toISOString()),
            tag('Last-Modified', new Date(file.modifiedAt).toUTCString()),
          ]),
        ])
      : parent('Directory', [tag('Name', name), parent('Properties', [])]),
  );
  const about = [
    ` ServiceEndpoint="https://${call.host}/"`,
    ` ShareName="${param(call, 'share')}"`,
    ...(call.query.sharesnapshot ? [` ShareSnapshot="${call.query.sharesnapshot}"`] : []),
    ` DirectoryPath="${path.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`,
  ];
  return {
    status: 200,
    raw: {
      content: document(parent('EnumerationResults', [parent('Entries', shown), tag('NextMarker', next)], about.join(''))),
      type: 'application/xml',
    },
    headers: { 'x-ms-version': version },
  };
};

const properties = (call: Call): Answer => {
  const files = filesFor(call);
  if (!Array.isArray(files)) return files;
  const path = plainPath(call.params.path ?? '').toLowerCase();
  const file = files.find((one) => one.path.toLowerCase() === path);
  if (!file) return nothing();
  return {
    status: 200,
    headers: {
      'content-length': String(file.size),
      'last-modified': new Date(file.modifiedAt).toUTCString(),
      'x-ms-type': 'File',
      'x-ms-version': version,
    },
  };
};

export const filePlane: Plane = {
  host: /^[a-z0-9]{3,24}\.file\.core\.windows\.net$/i,
  routes: [route('GET', '/{share}', list), route('GET', '/{share}/{path}', list), route('HEAD', '/{share}/{path}', properties)],
  /** Paths hold slashes: the share, and the rest. */
  path: (path) => {
    const [, first = '', rest = ''] = /^\/([^/]*)(?:\/(.*?))?\/?$/.exec(path) ?? [];
    return rest ? `/${first}/${encodeURIComponent(decoded(rest))}` : `/${first}`;
  },
  admit({ store, identity, headers, url, now }) {
    const audience = /^https:\/\/([a-z0-9]+\.file\.core\.windows\.net|storage\.azure\.com)\/?$/i;
    const problem = bearerProblem(headers.get('authorization'), identity, now, audience);
    if (problem)
      return storageRefusal(
        headers.get('authorization') ? 403 : 401,
        headers.get('authorization') ? 'AuthenticationFailed' : 'NoAuthenticationInformation',
        'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.',
      );
    if (headers.get('x-ms-version') === null || headers.get('x-ms-file-request-intent')?.toLowerCase() !== 'backup')
      return storageRefusal(400, 'MissingRequiredHeader', "An HTTP header that's mandatory for this request is not specified.");
    const account = accountOf(store, url.hostname);
    if (!account || [read, readAll].every((action) => mayUseData(store, accountId(account), action))) return null;
    return storageRefusal(
      403,
      'AuthorizationPermissionMismatch',
      'This request is not authorized to perform this operation using this permission.',
    );
  },
  exists: (store, host) => accountOf(store, host) !== undefined,
  noRoute: () => storageRefusal(400, 'InvalidUri', 'The requested URI does not represent any resource on the server.'),
};

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
