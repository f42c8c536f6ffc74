import { App } from 'aws-cdk-lib'
import { LiteliftStack } from '../../infra/stack.ts'
import { routes } from './routes.ts'

const stack = new LiteliftStack(new App(), 'LiteliftFleet', { routes })
stack.templateOptions.description = 'litelift: the SQLite files of a fleet of devices are in one PostgreSQL'
