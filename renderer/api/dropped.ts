// Files and folders of a drop or a paste, folders walked to their last file.

/** A file with its folder below what was dropped: `''` for a file dropped by itself, `holiday/day 1` inside a folder. */
export type DroppedFile = { file: File; relativeDir: string };

/** Must be called inside the event: the list is empty afterwards. Hidden files are left out. */
export async function filesOf(data: DataTransfer): Promise<DroppedFile[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  // A pasted picture is a file without an entry.
  if (entries.length === 0) return [...data.files].map((file) => ({ file, relativeDir: '' }));
  const found: DroppedFile[] = [];
  for (const entry of entries) await walk(entry, '', found);
  return found;
}

async function walk(entry: FileSystemEntry, relativeDir: string, found: DroppedFile[]): Promise<void> {
  if (entry.name.startsWith('.')) return;
  if (isFile(entry)) {
    found.push({ file: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)), relativeDir });
  } else if (isFolder(entry)) {
    const below = relativeDir ? `${relativeDir}/${entry.name}` : entry.name;
    for (const child of await entriesOf(entry)) await walk(child, below, found);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** A reader gives at most 100 entries at a time and an empty list at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return all.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
    all.push(...part);
  }
}

/** What a folder picker (`<input webkitdirectory>`) or file picker gave. */
export function filesOfInput(files: FileList): DroppedFile[] {
  return [...files]
    .filter((file) => !file.name.startsWith('.'))
    .map((file) => ({ file, relativeDir: file.webkitRelativePath.split('/').slice(0, -1).join('/') }));
}
