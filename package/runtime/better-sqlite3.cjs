// Takes the place of better-sqlite3's own entry in the package: Linux's programs lie in it once only, with the functions of AWS Lambda, which is
// 4 MB of the installed package. The rest is where better-sqlite3 looks, `../prebuilds/` of its code.
'use strict'
const path = require('node:path')
const { getPrebuildPath } = require('../../node_modules/better-sqlite3/lib/binding.js')
const database = require('../../node_modules/better-sqlite3/lib/database.js')

const ofFunction = () => path.join(__dirname, '../lambda', `migration-${process.arch}`, `linux-${process.arch}.node`)
// A call of this `require` esbuild leaves alone.
const load = require

module.exports = database(() => load(getPrebuildPath() ?? ofFunction()), false)
module.exports.SqliteError = require('../../node_modules/better-sqlite3/lib/sqlite-error.js')
