// atelier serve: the studio for a browser on this machine, until Ctrl+C.
import { startStudio } from '../../service/index.ts';
import { EXIT, printJson, printLines, UsageError } from '../console.ts';
import type { CommonOptions } from '../workshop.ts';

export async function serve(flags: CommonOptions & { port?: string }): Promise<number> {
  const port = Number(flags.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError('--port must be a number up to 65535.');
  const studio = await startStudio({ library: flags.library, port, logLevel: 'info' });
  if (flags.json) printJson({ url: studio.url, library: studio.library });
  else printLines([studio.url]);
  await new Promise<void>((resolve) => {
    // A terminal sends Ctrl+C to every process of the command, so it may come twice.
    process.on('SIGINT', resolve);
    process.on('SIGTERM', resolve);
  });
  await studio.close();
  return EXIT.ok;
}
