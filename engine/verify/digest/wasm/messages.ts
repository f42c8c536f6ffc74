// What a server sends while it copies out (postgresql.org protocol-message-formats.html): CopyData, between which other messages may come.

import { DONE, goneThrough, MORE } from './calls'

const COPY_DATA = 0x64
/** Nothing in them is of the rows: CopyOutResponse, CopyDone, NoticeResponse, ParameterStatus, NotificationResponse (protocol-flow.html, COPY Operations). */
const COPY_OUT = 0x48
const COPY_DONE = 0x63
const NOTICE = 0x4e
const PARAMETER = 0x53
const NOTIFICATION = 0x41

/** Code and length. */
const HEAD = 5

/** Of the message that is not whole: bytes that did not come yet, and whether they are data. */
let awaited: u32 = 0
let isData = false

/** Bytes of data that the last call put together. */
export let unpacked: i32 = 0

export function clearMessages(): void {
  awaited = 0
  unpacked = 0
}

/**
 * Puts the data of what came, between `from` and `limit`, together from `from` on. Gives MORE where it has read all but the head of a message that is
 * not whole; DONE before the first message that ends the COPY, or an error; with what was read in `reached`.
 */
export function messages(from: usize, limit: usize): i32 {
  let at = from
  let to = from
  let ended = MORE
  while (at < limit) {
    if (awaited == 0) {
      const code = load<u8>(at)
      isData = code == COPY_DATA
      if (!isData && !isBetween(code)) {
        ended = DONE
        break
      }
      if (at + HEAD > limit) break
      awaited = bswap<u32>(load<u32>(at, 1)) - 4
      at += HEAD
    }
    const length = min<u32>(awaited, <u32>(limit - at))
    if (isData) {
      memory.copy(to, at, length)
      to += length
    }
    at += length
    awaited -= length
  }
  unpacked = <i32>(to - from)
  goneThrough(<i32>(at - from))
  return ended
}

@inline
function isBetween(code: u32): bool {
  return code == COPY_OUT || code == COPY_DONE || code == NOTICE || code == PARAMETER || code == NOTIFICATION
}
