// Every command, in the order of the menus; a new one is a file and a line here.
import { type Command } from './command.ts';
import { compare } from './compare.ts';
import { goLibrary, goModels, goSettings, goStudio, goTrain } from './go.ts';
import { keyboardHelp, palette } from './help.ts';
import {
  chooseAll,
  compareTwo,
  deleteChosen,
  findPictures,
  openAlone,
  openInStudio,
  restoreChosen,
  saveChosen,
  starChosen,
} from './library.ts';
import { openFiles } from './open-files.ts';
import { openFolder } from './open-folder.ts';
import { chooseGenerate, chooseRestyle, chooseUpscale } from './operations.ts';
import { paste } from './paste.ts';
import { redo } from './redo.ts';
import { discardResult, saveResult } from './result.ts';
import { cancel, start } from './start.ts';
import { nextPicture, previousPicture } from './step.ts';
import { surprise } from './surprise.ts';
import { toggleQueue } from './toggle-queue.ts';
import { toggleTheme } from './toggle-theme.ts';
import { handTool, zoomTool } from './tools.ts';
import { tryCrop } from './try-crop.ts';
import { undo } from './undo.ts';
import { actualSize, fit, zoomIn, zoomOut } from './zoom.ts';

export const commands: readonly Command[] = [
  openFiles,
  openFolder,
  openInStudio,
  openAlone,
  saveChosen,
  saveResult,
  undo,
  redo,
  paste,
  chooseAll,
  findPictures,
  starChosen,
  deleteChosen,
  restoreChosen,
  start,
  tryCrop,
  surprise,
  cancel,
  discardResult,
  fit,
  actualSize,
  zoomIn,
  zoomOut,
  compare,
  nextPicture,
  previousPicture,
  compareTwo,
  chooseUpscale,
  chooseRestyle,
  chooseGenerate,
  handTool,
  zoomTool,
  toggleTheme,
  goStudio,
  goLibrary,
  goTrain,
  goModels,
  toggleQueue,
  goSettings,
  palette,
  keyboardHelp,
];
