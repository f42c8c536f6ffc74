/**
 * Text that a terminal shows and does not obey: names and values of a dropped file may hold escape sequences.
 * Control characters (C0 but tab and newline, DEL, C1) and bidirectional overrides appear as \u{…}.
 */
export function printable(text: string): string {
  return text.replaceAll(UNSAFE, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
}

// oxlint-disable-next-line no-control-regex -- they are what it looks for
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g
