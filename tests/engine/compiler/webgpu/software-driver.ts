// SwiftShader, a Vulkan driver that computes on the processor: every Chromium brings one, and with it a GPU's path can be tested anywhere.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { inflate } from '@sparticuz/chromium';

const MANIFEST = 'vk_swiftshader_icd.json';
const LOADER = 'libvulkan.so.1';
/** Where distributions and browsers put it. */
const FOLDERS = [
  '/usr/lib/chromium',
  '/usr/lib64/chromium-browser',
  '/usr/lib/chromium-browser',
  '/opt/google/chrome',
  '/opt/microsoft/msedge',
];

/** Variables for a process that shall find the driver, or why there is none. */
export async function softwareDriver(): Promise<{ variables: NodeJS.ProcessEnv } | { missing: string }> {
  if (process.platform !== 'linux') return { missing: 'SwiftShader is looked for on Linux only' };
  const folder = FOLDERS.find(isComplete) ?? (process.arch === 'x64' ? await fromNpm() : undefined);
  if (!folder) return { missing: `no Chromium brings ${MANIFEST} with ${LOADER} (looked in ${FOLDERS.join(', ')})` };
  const libraries = [folder, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(path.delimiter);
  return { variables: { VK_ICD_FILENAMES: path.join(folder, MANIFEST), LD_LIBRARY_PATH: libraries } };
}

/** Unpacked into the temporary folder. */
async function fromNpm(): Promise<string | undefined> {
  const main = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const archive = path.join(path.dirname(main), '../bin/swiftshader.tar.br');
  const folder = existsSync(archive) ? await inflate(archive) : undefined;
  return folder !== undefined && isComplete(folder) ? folder : undefined;
}

function isComplete(folder: string): boolean {
  return [MANIFEST, LOADER].every((name) => existsSync(path.join(folder, name)));
}
