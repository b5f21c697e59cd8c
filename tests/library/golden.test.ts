// Libraries of every schema that was ever released still open, with everything in them.
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LibraryQuery } from '#contract/image.ts';
import { openTest, temporaryFolder } from './support.ts';

const folder = join(import.meta.dirname, 'golden');

test.each(readdirSync(folder))('%s opens', (name) => {
  const root = join(temporaryFolder(), 'library');
  mkdirSync(root);
  copyFileSync(join(folder, name), join(root, 'library.sqlite'));
  const library = openTest(root);
  const { images, total } = library.images.list(LibraryQuery.parse({ sort: 'oldest' }));
  expect(total).toBe(2);
  expect(images[1]).toMatchObject({ kind: 'output', parentId: images[0]?.id, starred: true });
  expect(library.images.list(LibraryQuery.parse({ deleted: true })).total).toBe(1);
  const [job] = library.jobs.list();
  expect(job && library.items.list(job.id).map(({ status }) => status)).toEqual(['done', 'failed']);
  expect(library.settings.get('settings')).toMatchObject({ theme: 'dark' });
  expect([...library.speeds.on('cpu').keys()]).toEqual(['tiny-x2']);
  expect(library.deviceReports.get('this machine', '1')).toMatchObject({ chosen: 'cpu' });
});
