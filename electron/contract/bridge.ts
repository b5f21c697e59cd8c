// What the Electron preload puts on `window.atelier`: the only door between the sandboxed renderer and the shell.
import { type Request } from './wire.ts';

/** `File` where the page or the shell knows one; the contract itself is compiled without either's globals. */
type PageFile = typeof globalThis extends { File: { prototype: infer F } } ? F : never;

/** Every listener stays for the life of the window. Paths are absolute paths on this machine. */
export type AtelierBridge = {
  /** Sends one rpc frame to the service; frames sent while the service restarts are lost, as on a closed line. */
  send: (frame: Request) => void;
  /** Called with every reply and event of the service. */
  onFrame: (listener: (frame: unknown) => void) => void;
  /** Called at once with whether the service can be reached, then at every change of that. */
  onConnection: (listener: (open: boolean) => void) => void;
  /** `process.platform` of the shell. */
  platform: string;
  /** Where a dropped or pasted `File` lies on disk; empty for one that has no path (a pasted picture). */
  pathForFile: (file: PageFile) => string;
  /** Native open dialog for pictures or one folder; empty when cancelled. */
  openDialog: (kind: 'files' | 'folder') => Promise<string[]>;
  /** Native save dialog; `null` when cancelled. */
  saveDialog: (suggestedName: string) => Promise<string | null>;
  showInFolder: (path: string) => void;
  /** Called with the id of the command (`renderer/commands`) chosen in the native menu. */
  onMenu: (listener: (commandId: string) => void) => void;
  /** Called with files given by "Open with", a second start or the dock; those from before the listener was set come at once. */
  onOpenFiles: (listener: (paths: string[]) => void) => void;
};
