/** A text without those of the characters that are at its end. `/x+$/` looks from every x on whether the end follows: of 1 MB, for minutes. */
export function withoutEnd(text: string, characters: string): string {
  let end = text.length
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--
  return text.slice(0, end)
}
