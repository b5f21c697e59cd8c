// The pictures a run learns from: found in the user's folders, sub-folders as classes, refused if they are too few.
import { UserError } from '#contract/errors.ts';
import type { DataItem } from '#contract/run-folder.ts';
import type { RecipeDescription } from '#contract/training.ts';
import { findPictures, type FoundFile } from '../walk.ts';

export type TrainingPictures = { data: DataItem[]; content: string[] };

/** Throws `not-found` for a folder that is not there or has no pictures. */
export async function findIn(folder: string): Promise<FoundFile[]> {
  const { found, failures } = await findPictures([folder]);
  if (found.length > 0) return found;
  const [failure] = failures;
  if (failure) throw new UserError(failure.kind, failure.message, failure);
  throw new UserError('not-found', 'There are no pictures in this folder.', {
    hint: 'Name a folder with pictures; folders below it are read too.',
    source: folder,
  });
}

/** The first sub-folder names the class; a picture outside of every sub-folder has none. */
export function classOf({ relativeDir }: FoundFile): string | undefined {
  return relativeDir.split(/[\\/]/)[0] || undefined;
}

async function enough(folder: string, { needs, id }: RecipeDescription): Promise<FoundFile[]> {
  const found = await findIn(folder);
  if (found.length >= needs.atLeast) return found;
  throw new UserError('bad-input', `“${id}” needs at least ${needs.atLeast} pictures; here are ${found.length}.`, {
    hint: 'Add pictures, or choose a recipe that needs fewer.',
    source: folder,
  });
}

/** Pictures without a class are left out. */
function withClasses(found: readonly FoundFile[], folder: string): DataItem[] {
  const data = found.flatMap((file) => {
    const name = classOf(file);
    return name === undefined ? [] : [{ path: file.path, class: name }];
  });
  if (new Set(data.map((picture) => picture.class)).size >= 2) return data;
  throw new UserError('bad-input', 'This recipe learns from sub-folders, one for each kind of picture.', {
    hint: 'Sort the pictures into at least two sub-folders with the names of what they show.',
    source: folder,
  });
}

/** Throws a `UserError` that says what is missing. */
export async function collectPictures(
  recipe: RecipeDescription,
  folders: { data: string; content: string | null },
): Promise<TrainingPictures> {
  const { needs, id } = recipe;
  if (needs.content && folders.content === null) {
    throw new UserError('bad-input', `“${id}” needs a second folder of pictures.`, { hint: 'Name it with --content.' });
  }
  if (!needs.content && folders.content !== null) {
    throw new UserError('bad-input', `“${id}” learns from one folder and has no use for a second one.`);
  }
  const data = await enough(folders.data, recipe);
  const content = folders.content === null ? [] : await enough(folders.content, recipe);
  return {
    data: needs.data === 'classes' ? withClasses(data, folders.data) : data.map(({ path }) => ({ path })),
    content: content.map(({ path }) => path),
  };
}
