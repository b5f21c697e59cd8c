// Pictures on their way into a set that is looked at, or into a new one.
import { type Dataset } from '#contract/dataset.ts';
import { type DatasetId } from '#contract/ids.ts';
import { type UploadProgress } from '../../../api/dataset-upload.ts';
import { type PictureSource, takePictures } from '../../../state/take-pictures.ts';

class Adding {
  now = $state.raw<{ progress: UploadProgress | null } | null>(null);
  private stop: AbortController | null = null;

  /** As `takePictures`; ends the one before. */
  async take(id: DatasetId | null, source: PictureSource): Promise<Dataset | null> {
    this.cancel();
    const stop = new AbortController();
    this.stop = stop;
    const show = (progress: UploadProgress | null) => {
      if (this.stop === stop) this.now = { progress };
    };
    show(null);
    try {
      return await takePictures(id, source, { signal: stop.signal, onProgress: show });
    } finally {
      if (this.stop === stop) this.cancel();
    }
  }

  cancel(): void {
    this.stop?.abort();
    this.stop = null;
    this.now = null;
  }
}

export const adding = new Adding();
