import { checkedApp } from './checked-app.ts'
import { LiteliftStack } from './stack.ts'

/** The stack for an empty account; docs/deployment.md shows what to change, and `apps/` how to bring your own parts. */
const stack = new LiteliftStack(checkedApp(), 'Litelift', {
  routes: [{ prefix: '', schema: 'public', mode: 'append' }],
  machine: {},
})
stack.templateOptions.description = 'litelift: a SQLite file dropped into the bucket is in PostgreSQL'
