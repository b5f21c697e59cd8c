// Electron's security checklist (docs/tutorial/security.md), one test for each of its items, on what this shell configures.
import { EventEmitter } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Session, WebContents } from 'electron';
import { expect, test } from 'vitest';
import { builderConfig } from '../../../build/config/electron-builder.ts';
import { CONTENT_SECURITY_POLICY, STUDIO_SCHEME } from '../../../electron/shell/scheme.ts';
import {
  isExternalLink,
  isPermitted,
  isStudioFrame,
  isStudioUrl,
  lockContents,
  lockSession,
  webPreferences,
} from '../../../electron/shell/security.ts';
import { fakeSession } from './fake-electron.ts';

const SHELL = path.resolve(import.meta.dirname, '../../../electron/shell');
const preferences = webPreferences('/app/out/shell/preload.cjs', true);
const directives = new Map(
  CONTENT_SECURITY_POLICY.split('; ').map((directive) => {
    const [name = '', ...sources] = directive.split(' ');
    return [name, sources];
  }),
);

function sources(): { file: string; text: string }[] {
  const files = readdirSync(SHELL).filter((name) => name.endsWith('.ts'));
  return files.map((file) => ({ file, text: readFileSync(path.join(SHELL, file), 'utf8') }));
}

/** A page under lock: `go` plays an event and says whether it was stopped. */
function lockedPage() {
  const opened: string[] = [];
  let openHandler: (details: { url: string }) => { action: string } = () => ({ action: 'allow' });
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: (handler: typeof openHandler) => (openHandler = handler),
  });
  lockContents(contents as unknown as WebContents, (url) => opened.push(url));
  const go = (event: string, url: string): boolean => {
    let stopped = false;
    contents.emit(event, { url, preventDefault: () => (stopped = true) });
    return stopped;
  };
  return { go, opened, open: (url: string) => openHandler({ url }) };
}

function lockedSession() {
  const session = fakeSession();
  lockSession(session as unknown as Session);
  return session.handlers;
}

test('1: nothing is loaded from a network', () => {
  const handlers = lockedSession();
  expect((handlers['before-request-urls'] as () => string[])()).toEqual(
    expect.arrayContaining(['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*']),
  );
  let cancelled: unknown;
  (handlers['before-request'] as (details: unknown, answer: (value: unknown) => void) => void)(
    {},
    (v) => (cancelled = v),
  );
  expect(cancelled).toEqual({ cancel: true });
});

test('2: no Node in the page, its workers or frames', () => {
  expect(preferences).toMatchObject({
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
  });
});

test('3: context isolation', () => expect(preferences.contextIsolation).toBe(true));

test('4: the renderer is sandboxed, and so is every renderer of the program', () => {
  expect(preferences.sandbox).toBe(true);
  expect(sources().find(({ file }) => file === 'shell.ts')?.text).toContain('app.enableSandbox()');
});

test('5: permissions are refused except the clipboard for our own page', () => {
  expect(isPermitted('clipboard-read', 'studio://app/')).toBe(true);
  expect(isPermitted('clipboard-sanitized-write', 'studio://app')).toBe(true);
  expect(isPermitted('clipboard-read', 'https://example.org/')).toBe(false);
  for (const permission of ['media', 'geolocation', 'notifications', 'midi', 'openExternal', 'fileSystem', 'hid']) {
    expect(isPermitted(permission, 'studio://app/')).toBe(false);
  }
  const { request, check, device } = lockedSession();
  const answers: boolean[] = [];
  type Ask = (contents: null, permission: string, answer: (allowed: boolean) => void, details: unknown) => void;
  (request as unknown as Ask)(null, 'media', (allowed) => answers.push(allowed), { requestingUrl: 'studio://app/' });
  answers.push((check as unknown as (c: null, p: string, o: string) => boolean)(null, 'media', 'studio://app/'));
  answers.push((device as unknown as () => boolean)());
  expect(answers).toEqual([false, false, false]);
});

test('6: webSecurity stays on', () => expect(preferences.webSecurity).toBe(true));

test('7: the policy lets only the page’s own scripts run and nothing be reached but the studio', () => {
  expect(directives.get('default-src')).toEqual(["'none'"]);
  expect(directives.get('script-src')).toEqual(["'self'"]);
  for (const name of ['object-src', 'frame-src', 'frame-ancestors', 'base-uri', 'form-action']) {
    expect(directives.get(name)).toEqual(["'none'"]);
  }
  const reachable = [...directives.values()].flat();
  expect(reachable.filter((source) => /http|ws:|wss:|\*|unsafe-eval/.test(source))).toEqual([]);
});

test('8: no insecure content', () => expect(preferences.allowRunningInsecureContent).toBe(false));

test('9: no experimental features', () => expect(preferences.experimentalFeatures).toBe(false));

test('10: no Blink features are switched on', () => {
  expect(preferences.enableBlinkFeatures).toBeUndefined();
  for (const { text } of sources()) expect(text).not.toMatch(/enableBlinkFeatures|enable-blink-features|appendSwitch/);
});

test('11: there are no webviews that could open windows', () => expect(preferences.webviewTag).toBe(false));

test('12: a webview that is attached all the same is stopped', () => {
  expect(lockedPage().go('will-attach-webview', '')).toBe(true);
});

test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('13: %s leads nowhere else', (event) => {
  const page = lockedPage();
  const elsewhere = [
    'https://example.org/',
    'file:///etc/passwd',
    'studio://media/x',
    'studio://app.example.org/',
    'data:text/html,x',
    'javascript:alert(1)',
    'about:blank',
  ];
  for (const url of elsewhere) expect(page.go(event, url)).toBe(true);
  expect(page.go(event, 'studio://app/')).toBe(false);
});

test('14: no page opens a window', () => {
  const page = lockedPage();
  for (const url of ['https://github.com/', 'studio://app/', 'about:blank', 'file:///']) {
    expect(page.open(url)).toEqual({ action: 'deny' });
  }
});

test('15: only listed https links reach the system', () => {
  const page = lockedPage();
  for (const url of ['https://github.com/xinntao/Real-ESRGAN', 'https://arxiv.org/abs/2107.10833']) page.open(url);
  expect(page.opened).toEqual(['https://github.com/xinntao/Real-ESRGAN', 'https://arxiv.org/abs/2107.10833']);
  const refused = [
    'http://github.com/',
    'https://github.com.example.org/',
    'https://user:pass@github.com/',
    'https://github.com:8443/',
    'https://example.org/',
    'file:///C:/Windows/System32/calc.exe',
    'ms-msdt:/id',
    'smb://host/share',
    'not a url',
  ];
  for (const url of refused) expect(isExternalLink(url)).toBe(false);
});

test('16: a current Electron', () => {
  const file = path.resolve(SHELL, '../../package.json');
  const { devDependencies } = JSON.parse(readFileSync(file, 'utf8')) as { devDependencies: Record<string, string> };
  expect(Number(/\d+/.exec(devDependencies['electron'] ?? '')?.[0])).toBeGreaterThanOrEqual(45);
});

test('17: only the top frame of the studio’s page is listened to, and in one place', () => {
  expect(isStudioFrame({ url: 'studio://app/', parent: null })).toBe(true);
  expect(isStudioFrame({ url: 'studio://app/#x', parent: null })).toBe(true);
  expect(isStudioFrame({ url: 'studio://app/', parent: {} })).toBe(false);
  expect(isStudioFrame(null)).toBe(false);
  for (const url of [
    '',
    'about:blank',
    'https://app/',
    'studio://media/',
    'studio://app.evil/',
    'studio:app',
    'file:///app',
  ]) {
    expect(isStudioFrame({ url, parent: null })).toBe(false);
  }
  const listeners = sources().filter(({ text }) => /ipcMain\.(on|handle)\b/.test(text));
  expect(listeners.map(({ file }) => file)).toEqual(['messages.ts']);
});

test('18: pages come by our own scheme, never by file:', () => {
  expect(isStudioUrl('file:///index.html')).toBe(false);
  expect(STUDIO_SCHEME.privileges).toMatchObject({ standard: true, secure: true });
  expect(STUDIO_SCHEME.privileges).not.toHaveProperty('bypassCSP');
  for (const { text } of sources()) expect(text).not.toMatch(/loadFile|`file:|'file:\/\/'/);
});

test('19: the fuses of an installed app', () => {
  const target = { platform: 'linux', arch: 'x64' } as const;
  const closed = {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  };
  expect(builderConfig(target).electronFuses).toMatchObject(closed);
  expect(builderConfig(target, 'e2e').electronFuses).toMatchObject({ ...closed, enableNodeCliInspectArguments: true });
});

test('20: the page gets functions of ours, never Electron’s own objects or events', () => {
  const preload = sources().find(({ file }) => file === 'preload.ts')?.text ?? '';
  expect(preload.match(/exposeInMainWorld/g)).toHaveLength(1);
  expect(preload).toContain("exposeInMainWorld('atelier', bridge)");
  expect(preload).not.toMatch(/:\s*ipcRenderer\s*[,}]|:\s*(ipcRenderer|webUtils)\.\w+\s*[,}]/);
});
