// The `atelier` command: reads its arguments, runs one command, ends with its exit code.
import { Command, CommanderError } from 'commander';
import { DEFAULT_MODEL } from '#contract/models.ts';
import { RESTYLED_NAME } from '#contract/restyle.ts';
import { DEFAULT_NAME } from '#contract/upscale.ts';
import { appVersion } from '../service/index.ts';
import { doctorDataset } from './commands/dataset.ts';
import { doctor } from './commands/doctor.ts';
import { evaluate, evaluateGan } from './commands/evaluate.ts';
import { generate } from './commands/generate.ts';
import { backup, check, restore } from './commands/library.ts';
import { exportModel, importModel, listModels } from './commands/models.ts';
import { listRecipes } from './commands/recipes.ts';
import { restyle } from './commands/restyle.ts';
import { serve } from './commands/serve.ts';
import { train } from './commands/train.ts';
import { upscale } from './commands/upscale.ts';
import { EXIT, note, reportFailure } from './console.ts';

let exitCode: number = EXIT.ok;

/** Runs a command and keeps its exit code. */
function ending<A extends unknown[]>(command: (...args: A) => Promise<number>): (...args: A) => Promise<void> {
  return async (...args) => {
    try {
      exitCode = await command(...args);
    } catch (error) {
      exitCode = reportFailure(error, process.argv.includes('--json'));
    }
  };
}

/** A command with the options that all have. */
function command(parent: Command, usage: string, description: string): Command {
  return parent
    .command(usage)
    .description(description)
    .option('--library <folder>', 'library to use (otherwise ATELIER_LIBRARY, or the user-data folder)')
    .option('--json', 'print one JSON object');
}

/** A command on many pictures, with the options that say where results go. */
function batch(usage: string, description: string, name: string): Command {
  return command(program, usage, description)
    .argument('<inputs...>', 'files and folders')
    .option('--out <path>', 'folder to write to, or a file for one input (otherwise beside each input)')
    .option('--format <format>', 'png, jpeg, webp, avif, tiff or same', undefined)
    .option('--quality <1-100>', 'for JPEG, WebP and AVIF')
    .option('--name <template>', `name of the results (otherwise ${name})`)
    .option('--overwrite', 'replace files that are there (otherwise a number is added)')
    .option('--skip-existing', 'leave out inputs whose result is there')
    .option('--no-metadata', 'drop ICC profile, EXIF, XMP and resolution')
    .option('--device <id>', 'see “atelier doctor”');
}

const program = new Command('atelier')
  .description('An image studio around generative adversarial networks.')
  .version(appVersion)
  .exitOverride()
  .configureOutput({ writeErr: (text) => note(text.trimEnd()) });

batch('upscale', 'enlarge pictures; folders are read with everything below them', DEFAULT_NAME)
  .option('--scale <n>', '2, 3, 4 or 8 (otherwise what the model makes)')
  .option('--width <pixels>', 'exact width instead of a scale')
  .option('--height <pixels>', 'exact height instead of a scale')
  .option('--longest <pixels>', 'exact longest side instead of a scale')
  .option('--model <id>', 'see “atelier models”', DEFAULT_MODEL)
  .action(ending(upscale));

batch('restyle', 'repaint pictures at their own size; folders are read with everything below them', RESTYLED_NAME)
  .requiredOption('--style <id>', 'a model that learned a style, see “atelier models”')
  .option('--strength <0-1>', '0 is the photo, 1 the full style (otherwise 1)')
  .option('--keep-colors', 'brightness of the style, colours of the photo')
  .option('--brush <0.5-4>', 'size of the strokes; 2 is twice as large as learned (otherwise 1)')
  .action(ending(restyle));

command(program, 'recipes', 'what can be trained, with everything that can be set').action(ending(listRecipes));

command(program, 'train', 'train a model on a folder of pictures; Ctrl+C stops and keeps')
  .argument('[recipe]', 'see “atelier recipes”; left out with --resume')
  .option('--data <folder>', 'pictures to learn from')
  .option('--content <folder>', 'second folder, for recipes that need one')
  .option('--steps <n>', 'how many steps in all (otherwise those of the preset)')
  .option('--minutes <n>', 'how long, instead of steps')
  .option('--size <pixels>', 'side of the pictures it works with: short for --set size=…')
  .option('--seed <n>', 'the same seed gives the same run (otherwise 0)')
  .option('--name <name>', 'of the run and of its model')
  .option('--preset <name>', 'quick, balanced or quality (otherwise balanced)')
  .option('--set <name=value...>', 'parameters of the recipe')
  .option('--resume <run>', 'go on with a run: its id, the beginning of it, or its name')
  .option('--device <id>', 'see “atelier doctor”')
  .action(ending(train));

command(program.command('dataset').description('pictures to learn from'), 'doctor', 'what in a folder would do harm')
  .argument('<folder>')
  .option('--recipe <id>', 'what is to be trained on them')
  .option('--content <folder>', 'the second folder of that recipe')
  .option('--size <pixels>', 'side at which they will be learned (otherwise what the recipe usually takes)')
  .action(ending(doctorDataset));

command(program, 'generate', 'make new pictures with a trained model')
  .requiredOption('--model <id>', 'see “atelier models”')
  .option('--count <n>', 'how many (otherwise 16)')
  .option('--seed <n>', 'of the first; the next ones follow (otherwise 0)')
  .option('--truncation <0-2>', 'less is more usual and less varied (otherwise 1)')
  .option('--class <name>', 'for models that know several kinds (otherwise one after the other)')
  .option('--mix-seed <n>', 'of whom the finer styles are, for models with styles')
  .option('--mix-from <layer>', 'from which layer on, 0 is the coarsest (otherwise 4)')
  .option('--to <seed>', 'the way to this seed and back, instead of single pictures')
  .option('--frames <n>', 'of that way (otherwise 48)')
  .option('--format <format>', 'of that way: webp, gif, or png for single frames (otherwise webp)')
  .option('--out <folder>', 'folder to write to (otherwise one with the name of the model)')
  .option('--device <id>', 'see “atelier doctor”')
  .action(ending(generate));

const measure = program.command('evaluate').description('measure a model');
command(measure, 'upscale', 'PSNR and SSIM against bicubic')
  .requiredOption('--model <id>', 'see “atelier models”')
  .requiredOption('--data <folder>', 'pictures to shrink and enlarge again')
  .option('--device <id>', 'see “atelier doctor”')
  .action(ending(evaluate));
command(measure, 'gan', 'FID, KID, precision, recall and diversity of a generator')
  .requiredOption('--model <id>', 'see “atelier models”')
  .requiredOption('--data <folder>', 'pictures to compare with')
  .option('--device <id>', 'see “atelier doctor”')
  .action(ending(evaluateGan));

const models = program.command('models').description('list, import and export models');
command(models, 'list', 'all models').action(ending(listModels));
command(models, 'import', 'add an .onnx upscaler').argument('<file>').action(ending(importModel));
command(models, 'export', 'write a model as .onnx')
  .argument('<id>')
  .requiredOption('--onnx <file>', 'file to write')
  .action(ending(exportModel));

command(program, 'doctor', 'test the compute devices').action(ending(doctor));

const library = program.command('library').description('check, back up and restore the library');
command(library, 'check', 'verify the database and every file').action(ending(check));
command(library, 'backup', 'copy the library').argument('[folder]', 'a new folder').action(ending(backup));
command(library, 'restore', 'put a backup in its place')
  .argument('[backup]', 'a backup’s folder, or a copy of the database (otherwise the newest one in the library)')
  .action(ending(restore));

command(program, 'serve', 'run the studio for a browser on this machine')
  .option('--port <number>', 'otherwise any free one')
  .action(ending(serve));

/** Fills in what may be left out: `atelier` is `atelier serve`, `atelier models` is `atelier models list`. */
function completed(args: string[]): string[] {
  if (args.length === 0) return ['serve'];
  if (args[0] === 'models' && (args[1] === undefined || args[1] === '--json' || args[1] === '--library')) {
    return ['models', 'list', ...args.slice(1)];
  }
  return args;
}

const args = completed(process.argv.slice(2));
const [first = ''] = args;
if (!first.startsWith('-') && first !== 'help' && !program.commands.some((known) => known.name() === first)) {
  note(`There is no command “${first}”. “atelier --help” lists the commands.`);
  exitCode = EXIT.usage;
} else {
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  }
}
// A pipe may still be taking what was printed, so the process is left to end by itself.
process.exitCode = exitCode;
