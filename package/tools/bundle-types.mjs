// node bundle-types.mjs <repository> <package>: the declarations of the entries, each as one file. Runs in the folder of the tools.
import { join } from 'node:path'
import { rollup } from 'rollup'
import { dts } from 'rollup-plugin-dts'

const [root, directory] = process.argv.slice(2)
const entries = { index: 'index', cdk: 'cdk/index', lambda: 'lambda/index' }

for (const [entry, file] of Object.entries(entries)) {
  const bundle = await rollup({
    input: join(root, `package/api/${entry}.ts`),
    external: (id) => !id.startsWith('.') && !id.startsWith('/'),
    plugins: [
      dts({ tsconfig: join(root, 'tsconfig.json'), compilerOptions: { noEmit: false, preserveSymlinks: false } }),
    ],
    onwarn(warning) {
      throw new Error(warning.message)
    },
  })
  await bundle.write({ file: join(directory, `${file}.d.ts`), format: 'es' })
}
