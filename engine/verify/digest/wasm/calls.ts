/** Results of the calls, and bytes or cells that they went through. */
export const DONE = 0
export const UNKNOWN = 1
export const OVERFLOW = 2
export const DAMAGED = 3
export const MORE = 4
export let reached: i32 = 0

/** Before a call ends. */
@inline
export function goneThrough(bytesOrCells: i32): void {
  reached = bytesOrCells
}
