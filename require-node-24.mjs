// Preloaded by every npm script. better-sqlite3 13 dies with a segmentation fault and no message on Node 20,
// and Node 20 cannot run .ts files, so this file is plain JavaScript and speaks before anything else loads.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  process.stderr.write(
    `litelift needs Node 24 or later; this is Node ${process.versions.node} (${process.execPath}).\n` +
      'Run it through npm (npm run litelift -- …): `npm ci` installs Node 24 into node_modules/.bin.\n' +
      'If that binary is missing, optional dependencies were left out: run `npm ci --include=optional`.\n',
  )
  process.exit(2)
}
