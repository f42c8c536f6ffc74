import { fillBlobs } from './blobs.ts'
import { fillIntegers } from './integers.ts'
import type { Recipe } from './make-input.ts'
import { fillMixed } from './mixed.ts'
import { fillShop, SHOP_TABLES } from './shop.ts'
import { fillSmallTables, SMALL_TABLES } from './small-tables.ts'
import { fillTenant } from './tenant.ts'
import { fillWideText } from './wide-text.ts'

/** 5 integers, 4 reals, 3 dates and 5 texts, a key and an index: 167 bytes a row. */
export const mixed = (rows: number): Recipe => ({ name: 'mixed', table: 'mixed', rows, fill: fillMixed })
/** Four integers and a key: 20 bytes a row. */
export const integers = (rows: number): Recipe => ({ name: 'integers', table: 'integers', rows, fill: fillIntegers })
/** A text of about 2 kB a row, of which every 50th spills into overflow pages. */
export const wideText = (rows: number): Recipe => ({ name: 'wide text', table: 'wide', rows, fill: fillWideText })
/** A blob of 10 to 50 kB a row. */
export const blobs = (rows: number): Recipe => ({ name: 'blobs', table: 'file', rows, fill: fillBlobs })
/** 500 tables of ten rows, each with a key and an index. */
export const smallTables = (): Recipe => ({
  name: 'small tables',
  table: 'small_0',
  rows: 10 * SMALL_TABLES,
  fill: fillSmallTables,
})
/** 30 tables with foreign keys and several indexes each: what an application has. */
export const shop = (rows: number): Recipe => ({
  name: 'shop',
  table: 'bill_line',
  tables: SHOP_TABLES,
  rows,
  fill: fillShop,
})
/** Two tables of a customer's, some 80 bytes a row. */
export const tenant = (rows: number): Recipe => ({
  name: 'tenant',
  table: 'bill',
  tables: ['customer', 'bill'],
  rows,
  fill: fillTenant,
})
