import { isIPv4, isIPv6 } from 'node:net'
import { TEXT, type Row } from '../../../source/pages/row.ts'
import type { Output } from '../output.ts'
import type { CheckedCast } from './checked-cast.ts'
import { scalarText } from './scalar-text.ts'

/** PostgreSQL's own numbers of the families, whatever AF_INET6 is on the platform (inet.h). */
const FAMILY = { 4: 2, 16: 3 } as const

/** IPv4 and IPv6 addresses, with or without a mask's length; a cidr has no bits beyond it (network.c, network_recv). */
export function addressCast(type: 'inet' | 'cidr'): CheckedCast {
  return (row: Row, column: number, output: Output) => {
    const match = ADDRESS.exec(row.kind[column] === TEXT ? scalarText(row, column) : '')
    const bytes = match === null ? null : bytesOf(match[1]!)
    if (match === null || bytes === null) return 'is no address of IPv4 or IPv6'
    const length = bytes.length === 4 ? 4 : 16
    const bits = match[2] === undefined ? length * 8 : Number(match[2])
    if (bits > length * 8) return 'has a mask longer than the address'
    if (type === 'cidr' && hasBitsBeyond(bytes, bits)) return 'has bits beyond the mask, a cidr none'
    output.int32(4 + length)
    output.append(Uint8Array.of(FAMILY[length], bits, type === 'cidr' ? 1 : 0, length))
    output.append(bytes)
    return null
  }
}

const ADDRESS = /^([\da-fA-F.:]+)(?:\/(\d{1,3}))?$/

function bytesOf(address: string): Uint8Array | null {
  if (isIPv4(address)) return Uint8Array.from(address.split('.'), Number)
  if (!isIPv6(address)) return null
  // An IPv4 tail (::ffff:10.0.0.1) is two groups.
  const last = address.slice(address.lastIndexOf(':') + 1)
  const groups = isIPv4(last) ? address.slice(0, -last.length) + groupsOf(last) : address
  const [head = '', tail] = groups.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const all = [...left, ...Array<string>(8 - left.length - right.length).fill('0'), ...right]
  return Uint8Array.from(all.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]))
}

function groupsOf(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number)
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
}

function hasBitsBeyond(bytes: Uint8Array, bits: number): boolean {
  return bytes.some((byte, index) => {
    const own = Math.min(8, Math.max(0, bits - index * 8))
    return (byte & (0xff >> own)) !== 0
  })
}
