// The two ways of COPY that are used; the third, and what it needs, are 1 KB of the zipped bundle.
import CopyFrom from '../../node_modules/pg-copy-streams/copy-from.js'
import CopyTo from '../../node_modules/pg-copy-streams/copy-to.js'

export const from = (sql, options) => new CopyFrom(sql, options)
export const to = (sql, options) => new CopyTo(sql, options)
