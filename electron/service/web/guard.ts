// Who may talk to the web host: only pages that it served itself, and only with its token.
import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export class Guard {
  readonly token: string;
  /** Cookies are shared by all ports of a host, so the name tells studios apart. */
  private readonly cookieName: string;
  private readonly hosts: ReadonlySet<string>;
  private readonly origins: ReadonlySet<string>;

  constructor(token: string, port: number) {
    this.token = token;
    this.cookieName = `atelier-${port}`;
    this.hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
    this.origins = new Set([...this.hosts].map((host) => `http://${host}`));
  }

  /** A page of another site that made its name point here sends that name. */
  rightHost(request: IncomingMessage): boolean {
    return this.hosts.has(request.headers.host ?? '');
  }

  isToken(given: string | null | undefined): boolean {
    if (given == null) return false;
    const a = Buffer.from(given);
    const b = Buffer.from(this.token);
    return a.length === b.length && timingSafeEqual(a, b);
  }

  /** With the token as `Authorization: Bearer` (the desktop shell) or in the page's cookie. */
  known(request: IncomingMessage): boolean {
    return this.bearer(request) || this.isToken(this.cookie(request));
  }

  /** For what changes something: a cookie counts only from a page of this host. */
  mayChange(request: IncomingMessage): boolean {
    if (this.bearer(request)) return true;
    return this.origins.has(request.headers.origin ?? '') && this.isToken(this.cookie(request));
  }

  setCookie(): string {
    return `${this.cookieName}=${this.token}; HttpOnly; SameSite=Strict; Path=/`;
  }

  private bearer(request: IncomingMessage): boolean {
    const [scheme, value] = (request.headers.authorization ?? '').split(' ');
    return scheme === 'Bearer' && this.isToken(value);
  }

  private cookie(request: IncomingMessage): string | undefined {
    const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
    return pairs.find(([name]) => name === this.cookieName)?.[1];
  }
}
