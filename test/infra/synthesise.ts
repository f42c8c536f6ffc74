import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import type { Construct } from 'constructs'
import cdk from '../../cdk.json' with { type: 'json' }
import { LiteliftStack, type LiteliftStackProps } from '../../infra/stack.ts'

export interface Synthesised {
  stack: Stack
  template: Template
}

/** The stack's template, made as `cdk synth` makes it, but without bundling the function. */
export function synthesise(props: LiteliftStackProps): Synthesised {
  return synthesiseWith((app) => new LiteliftStack(app, 'Litelift', props))
}

/** The template of a stack that composes the construct itself. */
export function compose(build: (stack: Stack) => Construct): Synthesised {
  return synthesiseWith((app) => {
    const stack = new Stack(app, 'Own')
    build(stack)
    return stack
  })
}

function synthesiseWith(build: (app: App) => Stack): Synthesised {
  const outdir = mkdtempSync(join(tmpdir(), 'litelift-synth-'))
  try {
    const stack = build(new App({ outdir, context: { ...cdk.context, 'aws:cdk:bundling-stacks': [] } }))
    return { stack, template: Template.fromStack(stack) }
  } finally {
    rmSync(outdir, { recursive: true })
  }
}
