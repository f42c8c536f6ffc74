import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What users read of these applications: the output that it shows has to be what they see. */
export const PAGE = readFileSync(join(import.meta.dirname, '../../docs/moving-an-application.md'), 'utf8')
