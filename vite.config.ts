import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// One file for the editor's build and for all tests. Three kinds of test: unit (node), editor (happy-dom), heavy (real
// browsers, killed processes, whole servers: two files at a time).
export default defineConfig({
  root: 'editor',
  plugins: [react()],
  // Nothing inside addresses: the page's policy lets fonts come from files only.
  build: { outDir: '../dist', emptyOutDir: true, assetsInlineLimit: 0 },
  server: {
    fs: { allow: ['..'] },
    proxy: { '^/(api|hooks|forms|events|callbacks)/': { target: 'http://127.0.0.1:4680', changeOrigin: false } },
  },
  test: {
    // CI's record is short: what failed, and the counts.
    reporters: [process.env.CI ? 'minimal' : 'default', './test/reporter.ts'],
    root: '.',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          root: '.',
          environment: 'node',
          include: ['{nodes,server,simulator,templates,docs,bin}/**/*.test.ts', 'test/*.test.ts', 'test/security/**/*.test.ts'],
          setupFiles: ['simulator/test/record.ts'],
          globalSetup: ['test/judge-traffic.ts'],
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: { name: 'editor', root: '.', environment: 'happy-dom', include: ['editor/**/*.test.{ts,tsx}'], testTimeout: 20_000 },
      },
      {
        extends: true,
        test: {
          name: 'heavy',
          root: '.',
          setupFiles: ['simulator/test/record.ts'],
          globalSetup: ['test/build-editor.ts', 'test/judge-traffic.ts'],
          environment: 'node',
          include: ['test/{e2e,conformance,crash,fleet,simulation}/**/*.test.ts'],
          testTimeout: 180_000,
          // Windows on a busy machine take their time.
          expect: { poll: { timeout: 15_000 } },
          hookTimeout: 120_000,
          // Most of them wait: two at once is as much as two cores carry.
          maxWorkers: 2,
        },
      },
    ],
  },
});
