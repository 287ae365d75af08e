// The editor of a clone is built by its first start, and again after the sources have changed: a new server must not hand out an old
// window. A published package carries its editor and no sources; there is nothing to do there.
import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export async function buildEditor(root: string, say: (text: string) => void): Promise<void> {
  const why = whyBuild(root);
  if (why === null || !canBuild()) return;
  say(why === 'missing' ? 'Building the editor, once …\n' : 'Building the editor again: its sources have changed …\n');
  const { build } = await import('vite');
  await build({ root: join(root, 'editor'), configFile: join(root, 'vite.config.ts'), logLevel: 'error' });
}

/** Null: what is built is what the sources say, or there are no sources. */
export function whyBuild(root: string): 'missing' | 'changed' | null {
  if (changedAt(join(root, 'editor/index.html')) === null) return null;
  const built = changedAt(join(root, 'dist/index.html'));
  if (built === null) return 'missing';
  return ['editor', 'nodes/kit', 'package.json', 'vite.config.ts'].some((path) => newerThan(built, join(root, path))) ? 'changed' : null;
}

/** Tests are no part of what is built. */
function newerThan(moment: number, path: string): boolean {
  const at = changedAt(path);
  if (at === null) return false;
  const names = statSync(path).isDirectory() ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : [];
  return at > moment || names.some((name) => !name.includes('.test') && (changedAt(join(path, name)) ?? 0) > moment);
}

const changedAt = (path: string): number | null => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;

function canBuild(): boolean {
  try {
    createRequire(import.meta.url).resolve('vite/package.json');
    return true;
  } catch {
    return false;
  }
}
