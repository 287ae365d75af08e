// Holds the house: who may import whom, how big files may be, what names are not used. The folders are the architecture.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, test } from 'vitest';

const rooms = ['nodes', 'server', 'simulator', 'editor', 'templates', 'docs', 'test'];
const isTest = (file: string) => /(^|\/)test\//.test(file) || /\.test\.tsx?$/.test(file) || /conformance\.ts$/.test(file);

const files = rooms
  .flatMap((room) => readdirSync(room, { recursive: true, encoding: 'utf8' }).map((file) => `${room}/${file}`))
  .filter((file) => /\.(ts|tsx|css)$/.test(file))
  .sort();
const code = files.filter((file) => !file.endsWith('.css'));
const shipped = code.filter((file) => !isTest(file) && !file.startsWith('docs/'));

interface Import {
  readonly file: string;
  /** Path inside the repository, or a package name. */
  readonly target: string;
  readonly typeOnly: boolean;
}

/** Every import of a file, static, dynamic, re-exported, and workers named by URL. */
function importsOf(file: string): Import[] {
  const { module, program } = parseSync(file, readFileSync(file, 'utf8'));
  const typeOnly = (node: { importKind?: string; exportKind?: string }) => node.importKind === 'type' || node.exportKind === 'type';
  const found: { value: string; typeOnly: boolean }[] = [];
  for (const node of program.body) {
    if ('source' in node && node.source && typeof node.source === 'object' && 'value' in node.source)
      found.push({ value: String(node.source.value), typeOnly: typeOnly(node as { importKind?: string; exportKind?: string }) });
  }
  const source = readFileSync(file, 'utf8');
  for (const dynamic of module.dynamicImports) {
    const text = source.slice(dynamic.moduleRequest.start, dynamic.moduleRequest.end);
    if (/^['"]/.test(text)) found.push({ value: text.slice(1, -1), typeOnly: false });
  }
  for (const match of source.matchAll(/new URL\('(\.[^']+)', import\.meta\.url\)/g))
    found.push({ value: match[1] as string, typeOnly: false });
  return found.map(({ value, typeOnly }) => ({
    file,
    typeOnly,
    target: value.startsWith('.') ? normalize(join(dirname(file), value)) : value.replace(/\?.*$/, ''),
  }));
}

const imports = shipped.flatMap(importsOf);
const isPackage = ({ target }: Import) => !rooms.some((room) => target.startsWith(`${room}/`)) && !/^(bin|dist)\//.test(target);
const names = (found: readonly Import[]) => found.map(({ file, target }) => `${file} -> ${target}`);
const within = (folder: string) => (entry: Import) => entry.file.startsWith(folder);

/** Folder -> what it may import inside the repository, and which packages. The first matching line counts. */
const rules: readonly { readonly from: string; readonly inside: readonly string[]; readonly packages: RegExp }[] = [
  { from: 'nodes/kit/', inside: ['nodes/kit/'], packages: /^(zod|acorn|@jmespath-community\/jmespath)$/ },
  { from: 'nodes/index.ts', inside: ['nodes/'], packages: /^$/ },
  { from: 'nodes/needs.ts', inside: ['nodes/'], packages: /^$/ },
  { from: 'nodes/reference.ts', inside: ['nodes/'], packages: /^zod$/ },
  { from: 'nodes/', inside: ['nodes/kit/', 'same group'], packages: /^zod$/ },
  {
    from: 'server/engine/',
    inside: ['nodes/kit/', 'server/engine/', 'server/journal/contract.ts', 'server/dispatch/contract.ts'],
    packages: /^(node:crypto|zod)$/,
  },
  { from: 'server/journal/', inside: ['nodes/kit/', 'server/journal/'], packages: /^node:/ },
  {
    from: 'server/dispatch/',
    inside: ['nodes/kit/', 'server/dispatch/', 'server/journal/contract.ts'],
    packages: /^(node:.*|bullmq|ioredis|pg)$/,
  },
  {
    from: 'server/estate/',
    inside: [
      'nodes/kit/',
      'server/estate/',
      'server/store/',
      'server/security/actor.ts',
      'server/journal/contract.ts',
      'server/services/contract.ts',
      'server/operations/histogram.ts',
    ],
    packages: /^node:crypto$/,
  },
  { from: 'server/main.ts', inside: ['server/', 'nodes/', 'simulator/', 'templates/'], packages: /./ },
  { from: 'server/', inside: ['server/', 'nodes/kit/'], packages: /./ },
  { from: 'simulator/', inside: ['nodes/kit/', 'simulator/'], packages: /^(node:.*|zod|selfsigned)$/ },
  { from: 'editor/', inside: ['editor/', 'nodes/kit/'], packages: /^(?!node:|express|@azure\/)/ },
];

describe('who may import whom', () => {
  test.each(rules.map((rule, index) => ({ ...rule, index })))('$from', ({ from, inside, packages, index }) => {
    const mine = imports.filter(
      (entry) => entry.file.startsWith(from) && !rules.slice(0, index).some((earlier) => entry.file.startsWith(earlier.from)),
    );
    const wrong = mine.filter((entry) => {
      if (isPackage(entry)) return !packages.test(entry.target);
      return !inside.some((folder) =>
        entry.target.startsWith(folder === 'same group' ? `${entry.file.split('/').slice(0, 2).join('/')}/` : folder),
      );
    });
    expect(names(wrong)).toEqual([]);
  });

  test('only server/main.ts imports the simulator and the list of node types', () => {
    const wrong = imports.filter(
      ({ file, target }) =>
        file !== 'server/main.ts' &&
        ((target.startsWith('simulator/') && !file.startsWith('simulator/')) ||
          (target === 'nodes/index.ts' && !file.startsWith('nodes/'))),
    );
    expect(names(wrong)).toEqual([]);
  });

  test('only server/services imports the Azure SDK', () => {
    expect(names(imports.filter(({ file, target }) => target.startsWith('@azure/') && !file.startsWith('server/services/')))).toEqual([]);
  });

  test('only server/services/egress.ts and server/main.ts open connections, and server/doors.ts takes them', () => {
    const openers = /^(node:)?(http|https|net|tls|undici|dgram)$/;
    const allowed = /^(server\/services\/|server\/(main|doors)\.ts|server\/cli|simulator\/)/;
    expect(names(imports.filter((entry) => !entry.typeOnly && openers.test(entry.target) && !allowed.test(entry.file)))).toEqual([]);
  });

  test('only server/main.ts reads the environment', () => {
    const readers = shipped.filter(
      (file) => /process\.env/.test(readFileSync(file, 'utf8')) && !/^(server\/(main|cli)|simulator\/main|bin\/)/.test(file),
    );
    expect(readers).toEqual([]);
  });

  test('the engine knows neither HTTP nor SQL nor Azure', () => {
    expect(names(imports.filter(within('server/engine/')).filter(({ target }) => /^express$|sqlite|^@azure|undici/.test(target)))).toEqual(
      [],
    );
  });
});

describe('files', () => {
  const lines = (file: string) => readFileSync(file, 'utf8').split('\n').length;

  test('no file is longer than 500 lines', () => {
    expect(files.filter((file) => lines(file) > 500).map((file) => `${file}: ${lines(file)}`)).toEqual([]);
  });

  test('at most one shipped file in ten is longer than 250 lines, and half are shorter than 120', () => {
    const sizes = shipped.map(lines).sort((a, b) => a - b);
    expect(sizes.filter((size) => size > 250).length / sizes.length).toBeLessThanOrEqual(0.1);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(120);
  });

  test('no file or folder has a name that says nothing about what is inside', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|types|common|misc|shared)(\.|\/)/.test(file))).toEqual([]);
  });

  test('every shipped source file begins with a comment that says what it is for', () => {
    const silent = shipped.filter((file) => !/^(#!.*\n)?(\/\/|\/\*)/.test(readFileSync(file, 'utf8')) && lines(file) > 30);
    expect(silent).toEqual([]);
  });
});
