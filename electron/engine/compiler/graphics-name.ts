// Finds out what the machine's graphics card is called, by asking the operating system.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';

/** E.g. `NVIDIA GeForce RTX 4070`; `undefined` where nobody knows. Takes up to a few seconds the first time on Windows. */
export function graphicsName(): string | undefined {
  try {
    const name = (FINDERS[platform()] ?? (() => undefined))();
    return (
      name
        ?.replace(/\((R|TM)\)/gi, '')
        .replace(/\s+/g, ' ')
        .trim() || undefined
    );
  } catch {
    return undefined;
  }
}

const FINDERS: Partial<Record<NodeJS.Platform, () => string | undefined>> = {
  linux: () => nvidiaName() ?? pciName(),
  darwin: () => /Chipset Model: (.+)/.exec(ask('system_profiler', ['SPDisplaysDataType']))?.[1],
  win32: () =>
    ask('powershell', ['-NoProfile', '-Command', '(Get-CimInstance Win32_VideoController).Name']).split(/\r?\n/)[0],
};

function nvidiaName(): string | undefined {
  const folder = '/proc/driver/nvidia/gpus';
  try {
    const [card] = readdirSync(folder);
    return card && /Model:\s*(.+)/.exec(readFileSync(`${folder}/${card}/information`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** `01:00.0 VGA compatible controller: Intel Corporation Raptor Lake-P [Iris Xe Graphics] (rev 04)` → the part in brackets. */
function pciName(): string | undefined {
  const line = /(?:VGA|3D|Display)[^:]*: (.+)/.exec(ask('lspci', []))?.[1];
  return line && (/\[([^\]]+)\](?!.*\])/.exec(line)?.[1] ?? line.replace(/\(rev .*\)/, ''));
}

function ask(program: string, args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', timeout: 5000, stdio: ['ignore', 'pipe', 'ignore'] });
}
