import type { Expr, Limit } from 'sqlite3-parser'
import { plainNumber } from '../literals.ts'
import { reject } from '../untranslatable.ts'

export function limitSql({ expr, offset }: Limit): string {
  return `\nLIMIT ${count(expr)}${offset ? ` OFFSET ${count(offset)}` : ''}`
}

function count(expr: Expr): string {
  return plainNumber(expr) ?? reject('a LIMIT that is no plain number')
}
