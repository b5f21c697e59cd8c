// Libraries of every schema that was ever released still open, with everything in them.
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LibraryQuery } from '#contract/image.ts';
import { migrations } from '../../electron/library/migrations/index.ts';
import { listSnapshots } from '../../electron/library/snapshots.ts';
import { openTest, temporaryFolder } from './support.ts';

const folder = join(import.meta.dirname, 'golden');

test.each(readdirSync(folder))('%s opens, with a copy of what it was before', (name) => {
  const root = join(temporaryFolder(), 'library');
  mkdirSync(root);
  copyFileSync(join(folder, name), join(root, 'library.sqlite'));
  const library = openTest(root);
  const version = Number(/\d+/.exec(name)?.[0]);
  expect(listSnapshots(library.folders)).toHaveLength(version < migrations.length ? 1 : 0);
  const { images, total } = library.images.list(LibraryQuery.parse({ sort: 'oldest' }));
  expect(total).toBe(2);
  expect(images[1]).toMatchObject({ kind: 'output', parentId: images[0]?.id, starred: true });
  expect(library.images.list(LibraryQuery.parse({ deleted: true })).total).toBe(1);
  const [job] = library.jobs.list();
  expect(job && library.items.list(job.id).map(({ status }) => status)).toEqual(['done', 'failed']);
  expect(library.settings.get('settings')).toMatchObject({ theme: 'dark' });
  expect([...library.speeds.on('cpu').keys()]).toEqual(['tiny-x2']);
  const runs = library.runs.list();
  expect(runs).toMatchObject(version < 2 ? [] : [{ recipe: 'dcgan', values: { size: '32' }, status: 'interrupted' }]);
  expect(runs.map(({ id }) => library.runs.metrics(id).length)).toEqual(version < 2 ? [] : [2]);
  // Folders that runs of before named have become datasets.
  const datasets = library.datasets.list();
  expect(runs.map(({ data }) => datasets.some(({ id }) => id === data))).toEqual(version < 2 ? [] : [true]);
  expect(library.deviceReports.get('this machine', '1')).toMatchObject({ chosen: 'cpu' });
});
