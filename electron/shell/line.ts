// The line between the page and the service: frames pass as they are, under request numbers that are never used twice.
import { z } from 'zod';
import { Push, Reply, Request } from '#contract/wire.ts';

const FromService = z.union([Push, Reply]);

/**
 * A page that is loaded again counts its requests from 1, so a late answer to its predecessor could pass for an answer to
 * it. The line therefore numbers requests itself and drops answers nobody waits for.
 */
export class Line {
  private nextId = 1;
  private readonly pageIds = new Map<number, number>();

  /** The frame for the service, or `null` for something that is no request. */
  toService(frame: unknown): Request | null {
    const request = Request.safeParse(frame);
    if (!request.success) return null;
    const id = this.nextId++;
    this.pageIds.set(id, request.data.id);
    return { ...request.data, id };
  }

  /** The frame for the page, or `null` for one that is not for it. */
  toPage(frame: unknown): Push | Reply | null {
    const known = FromService.safeParse(frame);
    if (!known.success) return null;
    if ('event' in known.data) return known.data;
    const id = this.pageIds.get(known.data.id);
    if (id === undefined) return null;
    this.pageIds.delete(known.data.id);
    return { ...known.data, id };
  }

  /** The page or the service was started again: nobody waits any more. */
  reset(): void {
    this.pageIds.clear();
  }
}
