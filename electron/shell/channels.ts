// The IPC channels between the page's preload and the shell, shared by both ends.

export const channels = {
  /** Both ways: one rpc frame. */
  frame: 'atelier:frame',
  /** To the shell: a listener was set; answered with what it has missed. */
  listening: 'atelier:listening',
  /** To the page: whether the service can be reached. */
  connection: 'atelier:connection',
  /** To the page: id of the command chosen in the native menu. */
  menu: 'atelier:menu',
  /** To the page: paths of files to open. */
  openFiles: 'atelier:open-files',
  openDialog: 'atelier:open-dialog',
  saveDialog: 'atelier:save-dialog',
  showInFolder: 'atelier:show-in-folder',
} as const;

export type Listening = 'connection' | 'open-files';
