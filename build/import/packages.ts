// Gets files out of npm packages without installing them: packed once into the cache, unpacked beside it.
import { execFile } from 'node:child_process';
import { access, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The folder that holds the unpacked package (with its `package/` inside). Throws if the registry cannot be reached. */
export async function unpackedPackage(name: string, version: string, cache: string): Promise<string> {
  const stem = `${name.replace('@', '').replace('/', '-')}-${version}`;
  const folder = join(cache, stem);
  if (await exists(folder)) return folder;
  await mkdir(cache, { recursive: true });
  if (!(await exists(join(cache, `${stem}.tgz`)))) {
    await run('npm', ['pack', `${name}@${version}`, '--ignore-scripts', '--pack-destination', cache], {
      shell: process.platform === 'win32',
    });
  }
  // Unpacked under another name first: a folder that is there is complete.
  const unfinished = `${folder}.unfinished`;
  await mkdir(unfinished, { recursive: true });
  await run('tar', ['-xzf', join(cache, `${stem}.tgz`), '-C', unfinished]);
  await rename(unfinished, folder);
  return folder;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
