// Vite build of one plain-Node part (`--mode service|engine|cli`): everything bundled but the native packages.
import path from 'node:path';
import { defineConfig } from 'vite';

const ENTRIES: Record<string, Record<string, string>> = {
  service: { main: 'electron/service/main.ts', index: 'electron/service/index.ts' },
  engine: { main: 'electron/engine/main.ts' },
  cli: { main: 'electron/cli/main.ts' },
};

/** Packages with native code: loaded from node_modules at run time. */
export const NATIVE = ['better-sqlite3', 'sharp', 'onnxruntime-node'];

export default defineConfig(({ mode }) => ({
  root: path.resolve(import.meta.dirname, '../..'),
  logLevel: 'warn',
  publicDir: false,
  build: {
    ssr: true,
    target: 'node24',
    outDir: `out/${mode}`,
    emptyOutDir: true,
    sourcemap: true,
    minify: false,
    rollupOptions: {
      input: ENTRIES[mode] ?? {},
      external: NATIVE,
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
  ssr: { noExternal: true, external: NATIVE },
}));
