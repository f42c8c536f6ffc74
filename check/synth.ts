import { execFileSync } from 'node:child_process'
import { globSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Synthesises every app of infra/, each into a folder of its own in cdk.out: the one that `cdk deploy` takes, those of infra/apps, and the
 * examples. Each fails on a finding of cdk-nag. `.ci/lint-templates` then looks at the templates.
 */
const apps = ['infra/app.ts', ...globSync('infra/apps/*.ts').toSorted(), ...globSync('examples/*/app.ts').toSorted()]
const cdk = fileURLToPath(import.meta.resolve('aws-cdk/bin/cdk'))

rmSync('cdk.out', { recursive: true, force: true })
for (const app of apps) {
  const name = basename(app, '.ts')
  const output = join('cdk.out', app.startsWith('examples') ? `example-${basename(dirname(app))}` : name)
  process.stdout.write(`${app} → ${output}\n`)
  const command = `"${process.execPath}" --import ./require-node-24.mjs ${app}`
  execFileSync(process.execPath, [cdk, 'synth', '--quiet', '--app', command, '--output', output], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
}
process.stdout.write(`All ${apps.length} apps are synthesised, and cdk-nag finds nothing in those that it checks.\n`)
