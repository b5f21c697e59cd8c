// A batch on the command line: pictures found, a job of the queue worked off, its results told.
import { relative, resolve, sep } from 'node:path';
import { cancelled, toWireError, UserError, type WireError } from '#contract/errors.ts';
import type { JobId } from '#contract/ids.ts';
import type { Job, JobItem } from '#contract/jobs.ts';
import type { SaveOptions } from '#contract/upscale.ts';
import { findPictures, type JobWork, type Workshop } from '../service/index.ts';
import { describeError, EXIT, note, printJson, printLines } from './console.ts';
import { duration, ProgressLine } from './progress-line.ts';

type FileResult = {
  input: string;
  output: string | null;
  status: 'done' | 'skipped' | 'failed';
  error?: Pick<WireError, 'kind' | 'message' | 'hint'>;
  width: number | null;
  height: number | null;
  seconds: number | null;
};

function failedInput(error: WireError): FileResult {
  const { source = '', kind, message, hint } = error;
  return {
    input: source,
    output: null,
    status: 'failed',
    error: { kind, message, hint },
    width: null,
    height: null,
    seconds: null,
  };
}

function resultOf(item: JobItem): FileResult {
  const { width, height, seconds, output, status } = item;
  const input = 'path' in item.source ? item.source.path : item.name;
  if (status === 'done' || status === 'skipped') return { input, output, status, width, height, seconds };
  const { kind, message, hint } = item.error ?? toWireError(cancelled());
  return { input, output: null, status: 'failed', error: { kind, message, hint }, width, height, seconds };
}

/** Results of an earlier run that lie in the folder that is being read are not inputs. */
function withoutOutput(paths: { path: string; relativeDir: string }[], { destination }: SaveOptions): typeof paths {
  if (destination.to !== 'folder') return paths;
  return paths.filter(({ path, relativeDir }) => {
    const below = relative(destination.path, path);
    return relativeDir === '' || below.startsWith(`..${sep}`) || resolve(below) === below;
  });
}

async function finished(workshop: Workshop, jobId: JobId, line: ProgressLine, signal: AbortSignal): Promise<Job> {
  const { queue } = workshop.core;
  const cancel = () => void queue.cancel(jobId).catch((error: unknown) => workshop.log.error({ err: error }, 'cancel'));
  signal.addEventListener('abort', cancel, { once: true });
  const ended = (job: Job) => job.status === 'done' || job.status === 'failed' || job.status === 'cancelled';
  let quiet: (() => void) | undefined;
  try {
    return await new Promise<Job>((resolveJob) => {
      quiet = workshop.events.listen((event, data) => {
        if (event === 'item.changed') line.update({ item: data as JobItem });
        if (event !== 'job.changed' || (data as Job).id !== jobId) return;
        line.update({ job: data as Job });
        if (ended(data as Job) && !queue.busy) resolveJob(data as Job);
      });
      if (signal.aborted) cancel();
      const job = queue.get(jobId);
      if (ended(job) && !queue.busy) resolveJob(job);
    });
  } finally {
    quiet?.();
    signal.removeEventListener('abort', cancel);
    line.end();
  }
}

/** `told`: what the JSON object says of the command before its results. Returns the exit code. */
export async function runBatch(
  { workshop, signal }: { workshop: Workshop; signal: AbortSignal },
  inputs: string[],
  work: JobWork,
  { json = false, ...told }: { json: boolean | undefined; command: string; model?: string; style?: string },
): Promise<number> {
  const started = performance.now();
  const { queue, devices } = workshop.core;
  const { found, failures } = await findPictures(inputs);
  const sources = withoutOutput(found, work.settings.save);
  if (sources.length === 0 && failures.length === 0) {
    throw new UserError('not-found', 'There are no pictures there.', { source: inputs.join(', ') });
  }
  const files = failures.map(failedInput);
  if (sources.length > 0) {
    const job = queue.create(work, sources);
    await finished(workshop, job.id, new ProgressLine(), signal);
    files.push(...queue.items(job.id).map(resultOf));
  }
  const seconds = (performance.now() - started) / 1000;
  if (json) {
    printJson({ ...told, device: devices.chosenIfKnown(), seconds, files });
  } else {
    printLines(files.flatMap(({ output, status }) => (output && status === 'done' ? [output] : [])));
    const count = (status: FileResult['status']) => files.filter((file) => file.status === status).length;
    note(`${count('done')} done, ${count('skipped')} skipped, ${count('failed')} failed in ${duration(seconds)}.`);
    for (const { input, error } of files) if (error) note(describeError({ ...error, source: input }));
  }
  return files.some(({ status }) => status === 'failed') ? EXIT.failed : EXIT.ok;
}
