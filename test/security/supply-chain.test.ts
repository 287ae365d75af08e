// What the product is made of: every production package is explained in the docs, the bill of materials is whole and holds nothing
// of development, no package may run a script, and nothing is fetched from an address.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { billOfMaterials } from '../../deploy/sbom.ts';

interface Manifest {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly optionalDependencies: Record<string, string>;
  readonly allowScripts: Record<string, boolean>;
  readonly scripts: Record<string, string>;
}
interface Locked {
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly hasInstallScript?: boolean;
  readonly integrity?: string;
  readonly version?: string;
  readonly link?: boolean;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> };
const nameOf = (path: string): string => path.replace(/^.*node_modules\//, '');
const installed = Object.entries(packages).filter(([path]) => path !== '');

test('every production package has a line in the docs that says why it is there, and no other has', () => {
  const page = readFileSync('docs/reference/dependencies.md', 'utf8');
  const explained = [...page.matchAll(/^\| `([^`]+)` \| [^|]{8,} \|/gm)].map(([, name]) => name);
  expect(explained).toEqual(Object.keys(manifest.dependencies).sort());
  for (const name of Object.keys(manifest.optionalDependencies)) expect(page).toContain(`\`${name}\``);
});

test('the bill of materials is CycloneDX, holds every production package of the lock and none of development', () => {
  const bill = JSON.parse(billOfMaterials()) as {
    bomFormat: string;
    components: { purl: string; version: string; hashes?: object[]; licenses?: object[] }[];
  };
  expect(bill.bomFormat).toBe('CycloneDX');
  const listed = new Set(bill.components.map(({ purl }) => decodeURIComponent(purl)));
  const missing = installed
    .filter(([, { dev, devOptional }]) => !dev && !devOptional)
    .map(([path, { version }]) => `pkg:npm/${nameOf(path)}@${version}`)
    .filter((purl) => !listed.has(purl));
  expect(missing).toEqual([]);
  const development = Object.keys(manifest.devDependencies).filter(
    (name) => installed.find(([path]) => path === `node_modules/${name}`)?.[1].dev,
  );
  expect(development.filter((name) => [...listed].some((purl) => purl.startsWith(`pkg:npm/${name}@`)))).toEqual([]);
  expect(development.length).toBeGreaterThan(20);
}, 60_000);

test('no package may run a script when it is installed', () => {
  const withScript = installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path));
  expect(withScript.filter((name) => manifest.allowScripts[name] !== false)).toEqual([]);
  expect(Object.values(manifest.allowScripts).filter(Boolean)).toEqual([]);
  expect(readFileSync('.npmrc', 'utf8')).toContain('strict-allow-scripts=true');
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare']) expect(manifest.scripts[name]).toBeUndefined();
});

test('every package is held by its hash', () => {
  expect(installed.filter(([, { integrity, link }]) => integrity === undefined && !link).map(([path]) => path)).toEqual([]);
});
