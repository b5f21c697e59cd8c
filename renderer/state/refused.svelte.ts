// The files of the last drop that could not be read, for the list that names each.
import { type WireError } from '#contract/errors.ts';

class Refused {
  files = $state.raw<WireError[]>([]);
  listed = $state(false);

  list(files: WireError[]): void {
    this.files = files;
    this.listed = true;
  }
}

export const refused = new Refused();
