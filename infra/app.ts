import { App, Validations } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import { LiteliftStack } from './stack.ts'

/** The stack for an empty account; docs/deployment.md shows what to change to bring your own parts. */
const app = new App()
Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
const stack = new LiteliftStack(app, 'Litelift', { routes: [{ prefix: '', schema: 'public', mode: 'append' }] })
stack.templateOptions.description = 'litelift: a SQLite file dropped into the bucket is in PostgreSQL'
