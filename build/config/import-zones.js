// Who may import whom, as ESLint rules: a folder may import itself, what is listed for it, and packages not reserved for another.
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

/** How a file of `folder` would write an import from `other`: folders of electron/ are siblings, all else is reached from the root. */
function pathInto(folder, other) {
  const [parent, name] = other.split('/');
  if (name === undefined) return `^(\\.\\./)+${parent}/`;
  return folder.startsWith(`${parent}/`) ? `^(\\.\\./)+(${parent}/)?${name}/` : `^(\\.\\./)+${parent}/${name}/`;
}

const folderRules = folders.map((folder) => {
  const closed = folders
    .filter((other) => other !== folder && !MAY_IMPORT[folder].includes(other))
    .map((other) => ({ regex: pathInto(folder, other), message: `${folder} may not import ${other}.` }));
  const reserved = Object.entries(RESERVED)
    .filter(([, homes]) => !homes.some((home) => folder === home || folder.startsWith(`${home}/`)))
    .map(([name, homes]) => ({ group: [name, `${name}/*`], message: `Only ${homes.join(', ')} may import ${name}.` }));
  return { folder, closed, reserved };
});

const rule = (files, patterns) => ({ files, rules: { 'no-restricted-imports': ['error', { patterns }] } });

/** Homes inside a larger folder may also import the package reserved for them. */
const homes = folderRules.flatMap(({ folder, closed, reserved }) =>
  Object.entries(RESERVED).flatMap(([name, list]) =>
    list
      .filter((home) => home.startsWith(`${folder}/`))
      .map((home) =>
        rule([`${home}/**/*.{ts,svelte}`], [...closed, ...reserved.filter(({ group }) => group[0] !== name)]),
      ),
  ),
);

export const importZones = [
  ...folderRules.map(({ folder, closed, reserved }) => rule([`${folder}/**/*.{ts,svelte}`], [...closed, ...reserved])),
  ...homes,
];
