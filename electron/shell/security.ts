// What the page may do: its preferences, policy, permissions, navigation and the check of who sends a message.
import type { Session, WebContents, WebPreferences } from 'electron';
import { APP_ORIGIN } from './scheme.ts';

/** Every switch is written out, so that a changed default of Electron changes nothing here. */
export function webPreferences(preload: string, packaged: boolean): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    safeDialogs: true,
    spellcheck: false,
    devTools: !packaged,
  };
}

const PERMITTED = new Set(['clipboard-read', 'clipboard-sanitized-write']);

/** Only the clipboard, and only for the studio's own page. */
export function isPermitted(permission: string, requester: string): boolean {
  return PERMITTED.has(permission) && isStudioUrl(requester);
}

export function isStudioUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}` === APP_ORIGIN;
}

/** True for the top frame of the studio's page: the only sender whose messages the shell acts on. */
export function isStudioFrame(frame: { url: string; parent: unknown } | null): boolean {
  return frame !== null && frame.parent === null && isStudioUrl(frame.url);
}

/** Sites that model cards and notices link to. */
const EXTERNAL_HOSTS = new Set([
  'arxiv.org',
  'creativecommons.org',
  'doi.org',
  'github.com',
  'opensource.org',
  'spdx.org',
  'www.npmjs.com',
]);

/** Whether a link may be handed to the system's browser. */
export function isExternalLink(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return protocol === 'https:' && EXTERNAL_HOSTS.has(host) && username === '' && password === '';
}

/** Keeps a page where it is: no navigation, windows, frames or webviews; listed links go to the system's browser. */
export function lockContents(contents: WebContents, openExternal: (url: string) => void): void {
  const stay = (event: { preventDefault: () => void; url: string }): void => {
    if (!isStudioUrl(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isExternalLink(url)) openExternal(url);
    return { action: 'deny' };
  });
}

/** No page ever needs these: pictures come by `studio:`, everything else by messages. */
const CLOSED_URLS = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file:///*'];

/** Denies permissions, devices, downloads and every request that leaves the `studio:` scheme. */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(isPermitted(permission, details.requestingUrl)),
  );
  session.setPermissionCheckHandler((_contents, permission, origin) => isPermitted(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest({ urls: CLOSED_URLS }, (_details, answer) => answer({ cancel: true }));
}
