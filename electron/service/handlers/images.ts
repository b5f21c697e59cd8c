// rpc: pictures of the library.
import { UserError } from '#contract/errors.ts';
import type { Handlers } from '#contract/rpc.ts';
import type { Core } from '../core.ts';
import { importPictures } from '../import-pictures.ts';
import { savePictures } from '../save-pictures.ts';

type ImageMethods = Extract<keyof Handlers, `images.${string}`>;

export function imageHandlers(core: Core): Pick<Handlers, ImageMethods> {
  const { events, ingest, library, pictures } = core;
  const { images } = library;
  const changed = () => {
    events.emit('images.changed', {});
    return null;
  };
  return {
    'images.import': ({ paths, importId }) => importPictures(paths, importId, ingest, events),
    'images.list': (query) => images.list(query),
    'images.get': ({ id }) => {
      const detail = images.detail(id);
      if (detail) return detail;
      throw new UserError('not-found', 'The picture is no longer in the library.');
    },
    'images.star': ({ ids, starred }) => {
      images.star(ids, starred);
      return changed();
    },
    'images.delete': ({ ids }) => {
      images.delete(ids);
      return changed();
    },
    'images.restore': ({ ids }) => {
      images.restore(ids);
      return changed();
    },
    'images.save': async ({ ids, save }) => {
      const files = await savePictures(library, pictures, ids, save);
      changed();
      return { files };
    },
  };
}
