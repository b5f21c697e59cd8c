// The shell as a whole, in plain Node: Electron is played, the service is a real process.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterEach, expect, test } from 'vitest';
import { channels } from '../../../electron/shell/channels.ts';
import { placesOf } from '../../../electron/shell/places.ts';
import { runShell } from '../../../electron/shell/shell.ts';
import { type FakeContents, fakeElectron } from './fake-electron.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A project folder with a page and a stand-in service, and the shell running on it. */
async function start({ mode = 'answer', argv = [] as string[], lock = true } = {}) {
  const root = mkdtempSync(path.join(tmpdir(), 'atelier-shell-'));
  const project = path.join(root, 'project');
  const profile = path.join(root, 'profile');
  const places = placesOf({
    packaged: false,
    appPath: project,
    resourcesPath: '',
    platform: process.platform,
    arch: process.arch,
  });
  for (const folder of [profile, places.renderer, path.dirname(places.service), path.dirname(places.node)]) {
    mkdirSync(folder, { recursive: true });
  }
  writeFileSync(path.join(project, 'package.json'), '{"type":"module"}');
  writeFileSync(path.join(places.renderer, 'index.html'), '<!doctype html>');
  copyFileSync(path.join(import.meta.dirname, 'service-child.mjs'), places.service);
  symlinkSync(process.execPath, places.node);

  const fake = fakeElectron({ profile, project });
  fake.state.lock = lock;
  runShell(fake.parts, {
    argv: ['electron', project, ...argv],
    cwd: root,
    env: { ...process.env, TEST_SERVICE: mode },
    platform: process.platform,
    arch: process.arch,
    resourcesPath: '',
  });
  ends.push(async () => {
    if (fake.state.lock && fake.state.exitCode === null) {
      const exited = once(fake.app, 'exited');
      fake.app.quit();
      await exited;
    }
    rmSync(root, { recursive: true, force: true });
  });
  await Promise.resolve();
  const window = fake.windows[0];
  return { fake, root, profile, window };
}

async function connected(mode = 'answer') {
  const shell = await start({ mode });
  if (!shell.window) throw new Error('no window');
  const { webContents } = shell.window;
  await webContents.message(channels.connection, (open) => open === true);
  return { ...shell, page: webContents, window: shell.window };
}

test('opens one sandboxed window on the page, shown when it can be', async () => {
  const { fake, window } = await start();
  expect(fake.state.sandboxed).toBe(true);
  expect(fake.schemes).toMatchObject([{ scheme: 'studio' }]);
  expect(window?.url).toBe('studio://app/');
  expect(window?.options['webPreferences']).toMatchObject({ sandbox: true, contextIsolation: true, webSecurity: true });
  expect(window?.shown).toBe(false);
  window?.emit('ready-to-show');
  expect(window?.shown).toBe(true);
  const page = await fake.state.scheme?.(new Request('studio://app/'));
  expect(await page?.text()).toBe('<!doctype html>');
});

test('frames pass between page and service, and only from the studio’s page', async () => {
  const { fake, page } = await connected();
  fake.send(channels.frame, { id: 9, method: 'evil', args: {} }, { url: 'https://example.org/', parent: null });
  fake.send(channels.frame, { id: 9, method: 'framed', args: {} }, { url: 'studio://app/', parent: {} });
  fake.send(channels.frame, 'no frame');
  fake.send(channels.frame, { id: 5, method: 'app.info', args: { a: 1 } });
  const answer = await page.message(channels.frame, (frame) => (frame as { id?: number }).id !== undefined);
  expect(answer).toEqual({ id: 5, result: { method: 'app.info', args: { a: 1 } } });
  expect(await page.message(channels.frame)).toMatchObject({ event: 'images.changed' });
  await expect(fake.invoke(channels.openDialog, 'files', { url: 'about:blank', parent: null })).rejects.toThrow(
    'refused',
  );
  await expect(fake.invoke(channels.openDialog, '/etc')).rejects.toThrow('refused');
});

test('a service that dies is reported and comes back; the answer it owed never comes', async () => {
  const { fake, page } = await connected();
  page.sent.length = 0;
  fake.send(channels.frame, { id: 1, method: 'die', args: {} });
  await page.message(channels.connection, (open) => open === true);
  expect(page.sent.filter(({ channel }) => channel === channels.connection).map(({ message }) => message)).toEqual([
    false,
    true,
  ]);
});

test('a page loaded again gets no answer that was meant for the one before', async () => {
  const { fake, page } = await connected();
  fake.send(channels.frame, { id: 1, method: 'late', args: {} });
  page.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
  fake.send(channels.frame, { id: 1, method: 'late', args: {} });
  fake.send(channels.frame, { id: 2, method: 'late', args: {} });
  await page.message(channels.frame, (frame) => (frame as { id?: number }).id === 2);
  expect(page.sent.filter(({ message }) => (message as { id?: number }).id === 1)).toHaveLength(1);
});

test('a page that starts to listen hears at once whether the service is there', async () => {
  const { fake, page } = await connected();
  page.sent.length = 0;
  fake.send(channels.listening, 'connection');
  expect(page.sent).toEqual([{ channel: channels.connection, message: true }]);
});

test('a crash loop ends in a dialog with the service’s words and the log; trying again tries again', async () => {
  const { fake, profile } = await start({ mode: 'crash' });
  fake.state.boxAnswers.push(1, 0);
  // Shown, shown again after the log was revealed, and once more after another loop.
  while (fake.boxes.length < 3) await once(fake.app, 'box');
  const log = path.join(profile, 'logs/service.log');
  for (const { detail } of fake.boxes) {
    expect(detail).toContain('locked by another program');
    expect(detail).toContain(log);
  }
  expect(fake.revealed).toEqual([log]);
});

test('files given at the start, by a second start and by the dock arrive in order', async () => {
  const { fake, window, root } = await start({ argv: ['--flag', 'a.jpg'] });
  expect(fake.state.lockData).toEqual({ paths: [path.join(root, 'a.jpg')] });
  fake.app.emit('open-file', { preventDefault: () => undefined }, '/dock/b.jpg');
  fake.send(channels.listening, 'open-files');
  fake.app.emit('second-instance', {}, [], '', { paths: ['/second/c.jpg'] });
  fake.app.emit('second-instance', {}, [], '', { paths: [7] });
  const given = window?.webContents.sent.filter(({ channel }) => channel === channels.openFiles);
  expect(given?.map(({ message }) => message)).toEqual([[path.join(root, 'a.jpg'), '/dock/b.jpg'], ['/second/c.jpg']]);
  expect(window?.focused).toBe(2);
  expect(fake.windows).toHaveLength(1);
});

test('a second instance hands over and ends without a window', async () => {
  const { fake } = await start({ lock: false });
  expect(fake.state.quits).toBe(1);
  expect(fake.windows).toHaveLength(0);
});

test('quitting ends the service and keeps the window’s place', async () => {
  const { fake, window, profile } = await connected();
  window.close();
  expect(JSON.parse(readFileSync(path.join(profile, 'window.json'), 'utf8'))).toMatchObject({ x: 10, width: 1000 });
  const exited = once(fake.app, 'exited');
  fake.app.emit('window-all-closed');
  if (process.platform === 'darwin') fake.app.quit();
  await exited;
  expect(fake.state.exitCode).toBe(0);
});

/** Has the service say that a run is now so. */
function tellRun({ fake, page }: Pick<Awaited<ReturnType<typeof connected>>, 'fake' | 'page'>, status: string) {
  const push = { event: 'run.changed', data: { id: '00000000-0000-4000-8000-000000000001', status } };
  page.sent.length = 0;
  fake.send(channels.frame, { id: 7, method: 'push', args: push });
}

async function heard(page: FakeContents, status: string): Promise<void> {
  await page.message(channels.frame, (frame) => (frame as { data?: { status?: string } }).data?.status === status);
}

test.skipIf(process.platform === 'darwin')(
  'training goes on without a window if the user wants, and ends the program when it is done',
  async () => {
    const shell = await connected();
    const { fake, window, page } = shell;
    tellRun(shell, 'running');
    await heard(page, 'running');
    fake.state.boxAnswers.push(2, 0);
    let closed = false;
    window.once('closed', () => (closed = true));
    window.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(false);
    window.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(true);
    expect(fake.boxes).toHaveLength(2);
    fake.app.emit('window-all-closed');
    expect(fake.state.quits).toBe(0);
    const exited = once(fake.app, 'exited');
    tellRun(shell, 'done');
    await exited;
  },
);

test.skipIf(process.platform === 'darwin')(
  'a window closes without a question when nothing is trained any more',
  async () => {
    const shell = await connected();
    tellRun(shell, 'running');
    tellRun(shell, 'paused');
    await heard(shell.page, 'paused');
    shell.window.close();
    expect(shell.fake.boxes).toHaveLength(0);
  },
);

test('a page that crashes is loaded again, but not for ever', async () => {
  const { fake, page } = await connected();
  const crash = (): boolean => page.emit('render-process-gone', {}, { reason: 'crashed' });
  crash();
  crash();
  expect(page.reloads).toBe(2);
  fake.state.boxAnswers.push(0);
  crash();
  await Promise.resolve();
  expect(fake.boxes).toHaveLength(1);
  await new Promise((resolve) => setImmediate(resolve));
  expect(page.reloads).toBe(3);
});

test('dialogs offer pictures, suggest a name without a folder, and give nothing when cancelled', async () => {
  const { fake, profile } = await connected();
  fake.state.dialogAnswer.filePaths = ['/p/a.jpg', '/p/b.png'];
  expect(await fake.invoke(channels.openDialog, 'files')).toEqual(['/p/a.jpg', '/p/b.png']);
  fake.state.dialogAnswer.filePath = '/p/out.png';
  expect(await fake.invoke(channels.saveDialog, '../../etc/out.png')).toBe('/p/out.png');
  expect(fake.state.dialogOptions).toMatchObject([
    {
      properties: ['openFile', 'multiSelections'],
      filters: [{ extensions: expect.arrayContaining(['jpg', 'avif']) as [] }, {}],
    },
    { defaultPath: path.join(profile, 'pictures', 'out.png') },
  ]);
  fake.state.dialogAnswer.canceled = true;
  expect(await fake.invoke(channels.openDialog, 'folder')).toEqual([]);
  expect(await fake.invoke(channels.saveDialog, 'a.png')).toBeNull();
});

test('only absolute paths are shown in their folder', async () => {
  const { fake, root } = await connected();
  fake.send(channels.showInFolder, 'relative.png');
  fake.send(channels.showInFolder, root);
  expect(fake.revealed).toEqual([root]);
  expect(existsSync(root)).toBe(true);
});
