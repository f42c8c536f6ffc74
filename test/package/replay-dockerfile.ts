import { cpSync, globSync, mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { expect } from 'vitest'
import { installTools } from '../../package/build/tools.ts'
import { project, ROOT } from './packed.ts'

interface Instruction {
  getKeyword(): string
  getArguments(): { getValue(): string }[]
  getArgumentsContent(): string
  /** Of COPY. */
  getFlags?(): { getName(): string; getValue(): string }[]
}
interface Parser {
  parse(text: string): { getInstructions(): Instruction[] }
}

/** A folder in the place of an image. */
export interface Stage {
  name: string
  image: string
  root: string
  directory: string
  env: Record<string, string>
  user: string
  entrypoint: string[]
  command: string[]
}
/**
 * Every step of the Dockerfile, without Docker: what it names by absolute paths lies below the folders of its images.
 * @param context the folder of the build's context, in which the images' are made
 */
export function replayDockerfile(context: string): Stage[] {
  const stages: Stage[] = []
  for (const instruction of instructions()) replay(instruction, stages, context)
  return stages
}

function instructions(): Instruction[] {
  const require = createRequire(join(installTools(ROOT), 'package.json'))
  const { DockerfileParser } = require('dockerfile-ast') as { DockerfileParser: Parser }
  return DockerfileParser.parse(readFileSync(join(ROOT, 'package/Dockerfile'), 'utf8')).getInstructions()
}

function replay(instruction: Instruction, stages: Stage[], context: string): void {
  const values = instruction.getArguments().map((argument) => argument.getValue())
  const content = instruction.getArgumentsContent()
  const stage = stages.at(-1)!
  switch (instruction.getKeyword()) {
    case 'FROM': {
      const [image, , name = 'last'] = values
      stages.push({
        name,
        image: image!,
        root: folder(context, name),
        directory: '/',
        env: {},
        user: 'root',
        entrypoint: [],
        command: [],
      })
      break
    }
    case 'WORKDIR':
      stage.directory = content
      mkdirSync(join(stage.root, content), { recursive: true })
      break
    case 'COPY':
      copy(stage, instruction, stages, context)
      break
    case 'RUN': {
      const user = project(folder(context, `run-in-${stage.name}`))
      user.run('sh', [
        '-c',
        `cd ${join(stage.root, stage.directory)} && ${content.replaceAll(/ (?=\/)/g, ` ${stage.root}`)}`,
      ])
      break
    }
    case 'ENV': {
      const [, name, value] = /^(\w+)=(.*)$/.exec(content)!
      stage.env[name!] = value!
      break
    }
    case 'USER':
      stage.user = content
      break
    case 'ENTRYPOINT':
      stage.entrypoint = JSON.parse(content) as string[]
      break
    case 'CMD':
      stage.command = JSON.parse(content) as string[]
      break
    default:
      throw new Error(`The replay knows no ${instruction.getKeyword()}`)
  }
}

function copy(stage: Stage, instruction: Instruction, stages: Stage[], context: string): void {
  const [source, target] = instruction.getArguments().map((argument) => argument.getValue()) as [string, string]
  const flag = instruction.getFlags?.().find((one) => one.getName() === 'from')
  const from = flag === undefined ? null : stages.find(({ name }) => name === flag.getValue())!.root
  const to = join(stage.root, target.startsWith('/') ? '' : stage.directory, target)
  const found =
    from === null ? globSync(source, { cwd: context }).map((name) => join(context, name)) : [join(from, source)]
  expect(found).toHaveLength(1)
  cpSync(found[0]!, to, { recursive: true, verbatimSymlinks: true })
}

function folder(context: string, name: string): string {
  const path = join(context, 'images', name)
  mkdirSync(path, { recursive: true })
  return path
}
