// Reads the two facts the studio needs from an ICC profile (ICC.1:2022): its colour model and its name.

/** Data colour space signature: `RGB `, `GRAY`, `CMYK`, … */
export function profileSpace(profile: Buffer): string {
  return profile.toString('latin1', 16, 20);
}

/** The text of the `desc` tag, as version 2 (`desc`, ASCII) or version 4 (`mluc`, UTF-16); `undefined` if it has none. */
export function profileName(profile: Buffer): string | undefined {
  if (profile.length < 132) return undefined;
  const count = Math.min(profile.readUInt32BE(128), 100);
  for (let i = 0; i < count; i++) {
    const entry = 132 + 12 * i;
    if (entry + 12 > profile.length) return undefined;
    if (profile.toString('latin1', entry, entry + 4) !== 'desc') continue;
    const offset = profile.readUInt32BE(entry + 4);
    return clean(textOf(profile.subarray(offset, offset + profile.readUInt32BE(entry + 8))));
  }
  return undefined;
}

function textOf(tag: Buffer): string {
  const type = tag.toString('latin1', 0, 4);
  if (type === 'desc' && tag.length >= 12) return tag.toString('latin1', 12, 12 + tag.readUInt32BE(8));
  if (type !== 'mluc' || tag.length < 28) return '';
  const [bytes, offset] = [tag.readUInt32BE(20), tag.readUInt32BE(24)];
  return Buffer.from(tag.subarray(offset, offset + bytes - (bytes % 2)))
    .swap16()
    .toString('utf16le');
}

function clean(text: string): string | undefined {
  const end = text.indexOf('\0');
  return (end < 0 ? text : text.slice(0, end)).trim() || undefined;
}
