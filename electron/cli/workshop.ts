// Opens the library for one command and closes it again; if another Atelier has it, works with a temporary one.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '#contract/errors.ts';
import { DeviceId } from '#contract/ids.ts';
import { libraryLocation, openWorkshop, type Workshop } from '../service/index.ts';
import { describeError, EXIT, note } from './console.ts';

export type CommonOptions = { library?: string; device?: string; json?: boolean };

export type WorkshopOptions = {
  /** What the command makes must stay: it does not work with a temporary library. */
  lasting?: boolean;
};

function open(options: CommonOptions, { lasting = false }: WorkshopOptions): Workshop {
  const location = libraryLocation(options.library);
  const device = options.device === undefined ? undefined : DeviceId.parse(options.device);
  const common = { device, jobs: 'new', logLevel: 'warn' } as const;
  try {
    return openWorkshop({ ...common, library: location });
  } catch (error) {
    if (lasting || !(error instanceof UserError) || error.kind !== 'busy') throw error;
    note(describeError(error));
    note('This command works with a temporary library instead: what it makes will not be listed in the open one.');
    const library = mkdtempSync(join(tmpdir(), 'atelier-'));
    const workshop = openWorkshop({ ...common, library, ownModels: join(location, 'models') });
    const close = async () => {
      await workshop.close();
      rmSync(library, { recursive: true, force: true });
    };
    return { ...workshop, close };
  }
}

/**
 * Runs one command. The first Ctrl+C aborts `signal`, so that the command can clean up; a second ends the process.
 * Returns the exit code.
 */
export async function withWorkshop(
  options: CommonOptions,
  work: (workshop: Workshop, signal: AbortSignal) => Promise<number>,
  more: WorkshopOptions = {},
): Promise<number> {
  const interrupt = new AbortController();
  const onSignal = () => {
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
    interrupt.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const workshop = open(options, more);
  try {
    const code = await work(workshop, interrupt.signal);
    return interrupt.signal.aborted ? EXIT.interrupted : code;
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    note('Cancelled.');
    return EXIT.interrupted;
  } finally {
    await workshop.close();
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
