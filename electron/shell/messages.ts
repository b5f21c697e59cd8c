// Receives everything the page sends: checks the sender and the form of every message in one place, then acts.
import type { BrowserWindow, IpcMainEvent, IpcMainInvokeEvent } from 'electron';
import path from 'node:path';
import { z } from 'zod';
import { channels, type Listening } from './channels.ts';
import { openOptions, saveOptions } from './dialogs.ts';
import { type ElectronParts } from './parts.ts';
import { isStudioFrame } from './security.ts';
import { type Texts } from './texts.ts';

export type PageActions = {
  window: () => BrowserWindow | null;
  frame: (frame: unknown) => void;
  listening: (what: Listening) => void;
};

type Parts = Pick<ElectronParts, 'app' | 'dialog' | 'ipcMain' | 'shell'>;

const AbsolutePath = z
  .string()
  .max(32_767)
  .refine((value) => path.isAbsolute(value));

export function receiveMessages({ app, dialog, ipcMain, shell }: Parts, texts: Texts, page: PageActions): void {
  /** The checked message, or `undefined` for one that is not acted on. */
  const accept = <T>(
    event: IpcMainEvent | IpcMainInvokeEvent,
    schema: z.ZodType<T>,
    message: unknown,
  ): T | undefined => (isStudioFrame(event.senderFrame) ? schema.safeParse(message).data : undefined);

  const on = <T>(channel: string, schema: z.ZodType<T>, act: (message: T) => void): void => {
    ipcMain.on(channel, (event, message: unknown) => {
      const accepted = accept(event, schema, message);
      if (accepted !== undefined) act(accepted);
    });
  };
  const handle = <T, R>(channel: string, schema: z.ZodType<T>, act: (message: T) => Promise<R>): void => {
    ipcMain.handle(channel, (event, message: unknown) => {
      const accepted = accept(event, schema, message);
      if (accepted === undefined) throw new Error(`${channel}: refused`);
      return act(accepted);
    });
  };

  on(channels.frame, z.looseObject({}), page.frame);
  on(channels.listening, z.enum(['connection', 'open-files']), page.listening);
  on(channels.showInFolder, AbsolutePath, (file) => shell.showItemInFolder(file));
  handle(channels.openDialog, z.enum(['files', 'folder']), async (kind) => {
    const window = page.window();
    if (!window) return [];
    const answer = await dialog.showOpenDialog(window, openOptions(kind, texts));
    return answer.canceled ? [] : answer.filePaths;
  });
  handle(channels.saveDialog, z.string().max(255), async (name) => {
    const window = page.window();
    if (!window) return null;
    const answer = await dialog.showSaveDialog(window, saveOptions(name, app.getPath('pictures'), texts));
    return answer.canceled || !answer.filePath ? null : answer.filePath;
  });
}
