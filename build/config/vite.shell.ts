// Vite build of the Electron shell: the main process as one ES module, the sandboxed preload as one CommonJS script.
import path from 'node:path';
import { build, defineConfig, type InlineConfig, type Plugin } from 'vite';

const root = path.resolve(import.meta.dirname, '../..');

function part(entry: string, output: { format: 'es' | 'cjs'; entryFileNames: string }): InlineConfig {
  return {
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ssr: true,
      target: 'node24',
      outDir: 'out/shell',
      emptyOutDir: false,
      sourcemap: true,
      minify: false,
      rollupOptions: { input: path.join(root, 'electron/shell', entry), external: ['electron'], output },
    },
  };
}

/** A build has one format, and a sandboxed preload cannot load modules: it is built by itself, after the main process. */
const preload: Plugin = {
  name: 'atelier:preload',
  apply: 'build',
  closeBundle: async () => {
    await build(part('preload.ts', { format: 'cjs', entryFileNames: 'preload.cjs' }));
  },
};

export default defineConfig({
  ...part('main.ts', { format: 'es', entryFileNames: 'main.js' }),
  plugins: [preload],
});
