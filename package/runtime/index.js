// For CommonJS: Node 22.12 and later load ES modules that wait for nothing by `require`, and so there is one library, not two.
'use strict'
module.exports = require('./index.mjs')
