// Who may import whom, as ESLint rules: a folder may import itself, what is listed for it, and packages not reserved for another.
import importX from 'eslint-plugin-import-x';

/** Folder → the folders of ours it may import from. */
const MAY_IMPORT = {
  'electron/contract': [],
  'electron/library': ['electron/contract'],
  'electron/engine': ['electron/contract'],
  'electron/shell': ['electron/contract'],
  'electron/service': ['electron/contract', 'electron/library'],
  'electron/cli': ['electron/contract', 'electron/service'],
  renderer: ['electron/contract'],
};

/** Package → the only folders that may import it. */
const RESERVED = {
  electron: ['electron/shell'],
  'onnxruntime-node': ['electron/engine/compiler'],
  'better-sqlite3': ['electron/library'],
  kysely: ['electron/library'],
  sharp: ['electron/engine'],
  konva: ['renderer/canvas'],
};

const folders = Object.keys(MAY_IMPORT);

const folderRules = folders.map((folder) => ({
  files: [`${folder}/**/*.{ts,svelte}`],
  plugins: { 'import-x': importX },
  rules: {
    'import-x/no-restricted-paths': [
      'error',
      {
        zones: folders
          .filter((other) => other !== folder && !MAY_IMPORT[folder].includes(other))
          .map((other) => ({
            target: `./${folder}`,
            from: `./${other}`,
            message: `${folder} may not import ${other}.`,
          })),
      },
    ],
    'no-restricted-imports': [
      'error',
      {
        patterns: Object.entries(RESERVED)
          .filter(([, homes]) => !homes.some((home) => folder === home || folder.startsWith(`${home}/`)))
          .map(([name, homes]) => ({
            group: [name, `${name}/*`],
            message: `Only ${homes.join(', ')} may import ${name}.`,
          })),
      },
    ],
  },
}));

/** Homes inside a larger folder get their package back. */
const homeRules = [
  { files: ['electron/engine/compiler/**/*.ts'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['renderer/canvas/**/*.{ts,svelte}'], rules: { 'no-restricted-imports': 'off' } },
];

const resolver = {
  settings: { 'import-x/resolver': { node: { extensions: ['.ts', '.js', '.svelte'] } } },
};

export const importZones = [resolver, ...folderRules, ...homeRules];
