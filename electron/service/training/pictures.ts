// The pictures a run learns from: those of its datasets, refused if they are too few or not sorted as the recipe wants them.
import { UserError } from '#contract/errors.ts';
import type { DataItem } from '#contract/run-folder.ts';
import type { RecipeDescription } from '#contract/training.ts';
import type { DatasetRow } from '../../library/index.ts';
import type { Datasets } from './datasets.ts';

export type TrainingPictures = { data: DataItem[]; content: DataItem[] };

function sourceOf({ places }: DatasetRow): { source?: string } {
  return places[0] === undefined ? {} : { source: places[0] };
}

async function enough(datasets: Datasets, row: DatasetRow, { needs, id }: RecipeDescription): Promise<DataItem[]> {
  const items = await datasets.items(row);
  if (items.length === 0) {
    throw new UserError('not-found', `There are no pictures in “${row.name}”.`, {
      hint: 'Name a folder with pictures; folders below it are read too.',
      ...sourceOf(row),
    });
  }
  if (items.length >= needs.atLeast) return items;
  throw new UserError('bad-input', `“${id}” needs at least ${needs.atLeast} pictures; here are ${items.length}.`, {
    hint: 'Add pictures, or choose a recipe that needs fewer.',
    ...sourceOf(row),
  });
}

/** Pictures without a class are left out. */
function withClasses(items: readonly DataItem[], row: DatasetRow): DataItem[] {
  const data = items.filter((item) => item.class !== undefined);
  if (new Set(data.map((item) => item.class)).size >= 2) return data;
  throw new UserError('bad-input', 'This recipe learns from sub-folders, one for each kind of picture.', {
    hint: 'Sort the pictures into at least two sub-folders with the names of what they show.',
    ...sourceOf(row),
  });
}

function withoutClass({ path, crop }: DataItem): DataItem {
  return crop ? { path, crop } : { path };
}

/** Throws a `UserError` that says what is missing. */
export async function collectPictures(
  datasets: Datasets,
  recipe: RecipeDescription,
  rows: { data: DatasetRow; content: DatasetRow | null },
): Promise<TrainingPictures> {
  const { needs, id } = recipe;
  if (needs.content && rows.content === null) {
    throw new UserError('bad-input', `“${id}” needs a second folder of pictures.`, { hint: 'Name it with --content.' });
  }
  if (!needs.content && rows.content !== null) {
    throw new UserError('bad-input', `“${id}” learns from one folder and has no use for a second one.`);
  }
  const data = await enough(datasets, rows.data, recipe);
  const content = rows.content === null ? [] : await enough(datasets, rows.content, recipe);
  return {
    data: needs.data === 'classes' ? withClasses(data, rows.data) : data.map(withoutClass),
    content: content.map(withoutClass),
  };
}
