// Files of shares, through the two doors that Azure has for them: the snapshot is read by the file service, the restore is asked of
// the backup service.
import { expect, test } from 'vitest';
import { estate } from '../../nodes/kit/estate.ts';
import { shareItem } from '../state/keys.ts';
import { onPlane } from '../test/data-plane.ts';
import { accountPath, signedIn, vaultPath } from '../test/in-process.ts';

const intent = { 'x-ms-file-request-intent': 'backup' };
const world = (more: object = {}) =>
  signedIn({
    pageSize: 2,
    estate: estate({
      vaults: [
        {
          name: 'v1',
          items: [{ kind: 'share', name: 'home', account: 'stfiles', points: { count: 2, newest: '-PT12H', ids: ['2', '1'] } }],
        },
      ],
      storageAccounts: [
        {
          name: 'stfiles',
          shares: ['home', 'other'],
          files: [
            { share: 'home', path: 'plans/atlas.docx', size: 100, modified: '-P20D', deleted: '-PT3H' },
            { share: 'home', path: 'plans/2026/costs.xlsx', size: 200, modified: '-P20D', deleted: '-PT6H' },
            { share: 'home', path: 'plans/2026/costs.xlsx', size: 7, modified: '-PT6H' },
            { share: 'home', path: 'R&D "x".txt', size: 3 },
            { share: 'home', path: 'of-today.txt', modified: '-PT1H' },
            { share: 'other', path: 'here.txt' },
          ],
        },
      ],
      ...more,
    }),
  });
type World = ReturnType<typeof world>;

const itemIn = (group: string) =>
  encodeURI(
    `${vaultPath('v1')}/backupFabrics/Azure/protectionContainers/StorageContainer;Storage;${group};stfiles/protectedItems/${shareItem('stfiles', 'home')}`,
  );
const point = (id: string) => `${itemIn('rg-storage')}/recoveryPoints/${id}`;
const snapshotOf = async (w: World, id = '2') => (await w.raw('GET', point(id))).body.properties.fileShareSnapshotUri as string;
const plane = (w: World) => onPlane(w.simulator, 'https://storage.azure.com');

/** Every path of a share, or of a snapshot of it. */
async function paths(w: World, address: string): Promise<string[]> {
  const ask = await plane(w);
  const found: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (let marker = '', first = true; first || marker !== ''; first = false) {
      const url = new URL(address);
      url.pathname += folder === '' ? '' : `/${folder}`;
      for (const [name, value] of Object.entries({ restype: 'directory', comp: 'list', ...(marker ? { marker } : {}) }))
        url.searchParams.set(name, value);
      const { text, status } = await ask('GET', url.href, undefined, intent);
      expect(status).toBe(200);
      for (const [, kind, name] of text.matchAll(/<(File|Directory)><Name>([^<]*)<\/Name>/g)) {
        const path = folder === '' ? `${name}` : `${folder}/${name}`;
        if (kind === 'File') found.push(path);
        else await walk(path);
      }
      marker = /<NextMarker>([^<]*)</.exec(text)?.[1] ?? '';
    }
  };
  await walk('');
  return found.sort();
}

const share = (name: string) => `https://stfiles.file.core.windows.net/${name}`;
const restore = (w: World, more: object, id = '2') =>
  w.raw('POST', `${point(id)}/restore`, {
    properties: {
      objectType: 'AzureFileShareRestoreRequest',
      sourceResourceId: accountPath('stfiles'),
      recoveryType: 'OriginalLocation',
      copyOptions: 'Skip',
      restoreRequestType: 'ItemLevelRestore',
      ...more,
    },
  });
const job = async (w: World) => {
  const [newest] = (await w.raw('GET', `${vaultPath('v1')}/backupJobs`)).body.value;
  return (await w.raw('GET', `${vaultPath('v1')}/backupJobs/${newest.name}`)).body.properties;
};
const file = (path: string, more: object = {}) => ({ path, fileSpecType: 'File', ...more });

test('a snapshot shows what was there then, the share what is there now', async () => {
  const w = world();
  expect(await paths(w, await snapshotOf(w))).toEqual(['R&amp;D &quot;x&quot;.txt', 'plans/2026/costs.xlsx', 'plans/atlas.docx']);
  expect(await paths(w, share('home'))).toEqual(['R&amp;D &quot;x&quot;.txt', 'of-today.txt', 'plans/2026/costs.xlsx']);
});

test('a deleted file comes back where it was; one that was changed only when it may be overwritten', async () => {
  const w = world();
  const specs = { restoreFileSpecs: [file('plans/atlas.docx'), file('plans/2026/costs.xlsx')] };
  expect((await restore(w, specs)).status).toBe(202);
  expect(await paths(w, share('home'))).not.toContain('plans/atlas.docx');
  w.clock.pass(100);
  expect(await paths(w, share('home'))).toContain('plans/atlas.docx');
  expect((await job(w)).extendedInfo.propertyBag).toMatchObject({ 'Number Of Restored Files': '1', 'Number Of Skipped Files': '1' });
  const size = async () => {
    const head = await (await plane(w))('HEAD', `${share('home')}/plans/2026/costs.xlsx`, undefined, intent);
    return head.headers.get('content-length');
  };
  expect(await size()).toBe('7');
  await restore(w, { ...specs, copyOptions: 'Overwrite' });
  w.clock.pass(100);
  expect(await size()).toBe('200');
  expect((await job(w)).extendedInfo.propertyBag).toMatchObject({ 'Number Of Restored Files': '2', 'Number Of Skipped Files': '0' });
});

test('a folder goes with what is in it into a folder of another share', async () => {
  const w = world();
  const target = { recoveryType: 'AlternateLocation', targetDetails: { name: 'other', targetResourceId: accountPath('stfiles') } };
  const spec = { path: 'plans/2026', fileSpecType: 'Directory', targetFolderPath: 'from-backup' };
  await restore(w, { ...target, restoreFileSpecs: [spec] });
  w.clock.pass(100);
  expect(await paths(w, share('other'))).toEqual(['from-backup/2026/costs.xlsx', 'here.txt']);
  await restore(w, { ...target, restoreRequestType: 'FullShareRestore' });
  w.clock.pass(100);
  expect(await paths(w, share('other'))).toEqual([
    'R&amp;D &quot;x&quot;.txt',
    'from-backup/2026/costs.xlsx',
    'here.txt',
    'plans/2026/costs.xlsx',
    'plans/atlas.docx',
  ]);
});

test.each([
  ['a file that the point does not hold', { restoreFileSpecs: [file('of-today.txt')] }, 'one of the files in the source does not exist'],
  [
    'a share that is not there',
    {
      recoveryType: 'AlternateLocation',
      restoreRequestType: 'FullShareRestore',
      targetDetails: { name: 'nowhere', targetResourceId: accountPath('stfiles') },
    },
    'Target file share not found',
  ],
  [
    'a file in the way that must not be replaced',
    { copyOptions: 'FailOnConflict', restoreFileSpecs: [file('plans/2026/costs.xlsx')] },
    'One or more files could not be recovered',
  ],
])('%s: the job fails and nothing is changed', async (_, more, says) => {
  const w = world();
  const before = await paths(w, share('home'));
  expect((await restore(w, more)).status).toBe(202);
  w.clock.pass(100);
  const { status, errorDetails } = await job(w);
  expect(status).toBe('Failed');
  expect(JSON.stringify(errorDetails)).toContain(says);
  expect(await paths(w, share('home'))).toEqual(before);
});

test('who reads says that it is for a backup, and has the role for that', async () => {
  const list = `${share('home')}?restype=directory&comp=list`;
  const asked = async (w: World, url: string, headers: Record<string, string> = intent) => {
    const { status, headers: said } = await (await plane(w))('GET', url, undefined, headers);
    return [status, said.get('x-ms-error-code')];
  };
  const w = world();
  expect(await asked(w, list, {})).toEqual([400, 'MissingRequiredHeader']);
  expect(await asked(w, `${share('none')}?restype=directory&comp=list`)).toEqual([404, 'ShareNotFound']);
  expect(await asked(w, `${share('home')}/nope?restype=directory&comp=list`)).toEqual([404, 'ResourceNotFound']);
  expect(await asked(w, `${list}&sharesnapshot=soon`)).toEqual([400, 'InvalidQueryParameterValue']);
  expect(await asked(w, `${list}&sharesnapshot=2100-01-01T00:00:00.0000000Z`)).toEqual([404, 'ShareSnapshotNotFound']);
  expect(await asked(world({ roles: [{ role: 'Reader' }] }), list)).toEqual([403, 'AuthorizationPermissionMismatch']);
  expect(await asked(world({ roles: [{ role: 'Storage File Data Privileged Reader' }] }), list)).toEqual([200, null]);
});

test('a share whose estate names no files holds the usual ones, some of them lost', async () => {
  const w = signedIn({
    estate: estate({
      vaults: [{ name: 'v1', items: [{ kind: 'share', name: 'home', account: 'stfiles', points: { count: 10, ids: ['2'] } }] }],
    }),
  });
  const now = await paths(w, share('home'));
  expect(now.length).toBeGreaterThan(10);
  const points = (await w.raw('GET', `${itemIn('rg-backup')}/recoveryPoints`)).body.value as {
    properties: { fileShareSnapshotUri: string };
  }[];
  const [newest, , , , old] = await Promise.all(points.map(({ properties }) => paths(w, properties.fileShareSnapshotUri)));
  expect(newest).toEqual(now);
  expect(old?.filter((path) => !now.includes(path))).toEqual(['projects/atlas/costs.xlsx', 'projects/atlas/plan.docx']);
});
