import { App, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import type { Construct } from 'constructs'
import cdk from '../../cdk.json' with { type: 'json' }
import { LiteliftStack, type LiteliftStackProps } from '../../infra/stack.ts'
import { scratchFolder } from '../scratch.ts'

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
  using scratch = scratchFolder()
  const stack = build(new App({ outdir: scratch.path, context: { ...cdk.context, 'aws:cdk:bundling-stacks': [] } }))
  return { stack, template: Template.fromStack(stack) }
}
