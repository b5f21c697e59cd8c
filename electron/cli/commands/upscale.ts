// atelier upscale <files|folders…>
import { relative, resolve, sep } from 'node:path';
import { cancelled, toWireError, UserError, type WireError } from '#contract/errors.ts';
import type { JobId } from '#contract/ids.ts';
import type { Job, JobItem } from '#contract/jobs.ts';
import type { UpscaleSettings } from '#contract/upscale.ts';
import { findPictures, type Workshop } from '../../service/index.ts';
import { describeError, EXIT, note, printJson, printLines } from '../console.ts';
import { modelOf } from '../numbers.ts';
import { duration, ProgressLine } from '../progress-line.ts';
import { settingsOf, type UpscaleFlags } from '../upscale-options.ts';
import { withWorkshop } from '../workshop.ts';

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
function withoutOutput(paths: { path: string; relativeDir: string }[], settings: UpscaleSettings): typeof paths {
  const { destination } = settings.save;
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

async function run(workshop: Workshop, inputs: string[], flags: UpscaleFlags, signal: AbortSignal): Promise<number> {
  const started = performance.now();
  const { queue, models, devices } = workshop.core;
  const { card } = await models.find(modelOf(flags.model), 'upscale');
  const settings = settingsOf(flags, inputs, card.scale);
  const { found, failures } = await findPictures(inputs);
  const sources = withoutOutput(found, settings);
  if (sources.length === 0 && failures.length === 0) {
    throw new UserError('not-found', 'There are no pictures there.', { source: inputs.join(', ') });
  }
  const files = failures.map(failedInput);
  if (sources.length > 0) {
    const job = queue.create(settings, sources);
    await finished(workshop, job.id, new ProgressLine(), signal);
    files.push(...queue.items(job.id).map(resultOf));
  }
  const seconds = (performance.now() - started) / 1000;
  if (flags.json) {
    const device = devices.chosenIfKnown();
    printJson({ command: 'upscale', model: settings.model, device, seconds, files });
  } else {
    printLines(files.flatMap(({ output, status }) => (output && status === 'done' ? [output] : [])));
    const count = (status: FileResult['status']) => files.filter((file) => file.status === status).length;
    note(`${count('done')} done, ${count('skipped')} skipped, ${count('failed')} failed in ${duration(seconds)}.`);
    for (const { input, error } of files) if (error) note(describeError({ ...error, source: input }));
  }
  return files.some(({ status }) => status === 'failed') ? EXIT.failed : EXIT.ok;
}

export function upscale(inputs: string[], flags: UpscaleFlags): Promise<number> {
  // Wrong flags are told before a library is opened or a file looked at.
  settingsOf(flags, inputs, 4);
  return withWorkshop(flags, (workshop, signal) => run(workshop, inputs, flags, signal));
}
