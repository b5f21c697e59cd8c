// Every command, in the order of the menus; a new one is a file and a line here.
import { type Command } from './command.ts';
import { compare } from './compare.ts';
import { goLibrary, goModels, goSettings, goStudio } from './go.ts';
import { keyboardHelp, palette } from './help.ts';
import { openFiles } from './open-files.ts';
import { openFolder } from './open-folder.ts';
import { paste } from './paste.ts';
import { redo } from './redo.ts';
import { nextPicture, previousPicture } from './step.ts';
import { toggleQueue } from './toggle-queue.ts';
import { toggleTheme } from './toggle-theme.ts';
import { undo } from './undo.ts';
import { actualSize, fit, zoomIn, zoomOut } from './zoom.ts';

export const commands: readonly Command[] = [
  openFiles,
  openFolder,
  undo,
  redo,
  paste,
  fit,
  actualSize,
  zoomIn,
  zoomOut,
  compare,
  nextPicture,
  previousPicture,
  toggleTheme,
  goStudio,
  goLibrary,
  goModels,
  toggleQueue,
  goSettings,
  palette,
  keyboardHelp,
];
