// Builds the editor once before the heavy tests, so that they see the sources as they are.
import { build } from 'vite';

export async function setup(): Promise<void> {
  process.env.NODE_ENV = 'production'; // the test runner has set its own
  await build({ configFile: 'vite.config.ts', logLevel: 'error' });
}
