/** A moment of a report (ISO 8601, UTC) for people, to the second. */
export function moment(iso: string): string {
  return `${iso.slice(0, 10)} at ${iso.slice(11, 19)} UTC`
}
