import * as z from 'zod'
import { LiteliftError } from '../../engine/errors.ts'
import { keyColumnsOf, placeholdersIn } from '../../engine/options/add-columns.ts'
import { optionsSchema, type Options, refuseContradictions } from '../../engine/options.ts'
import { placeholdersInSchema } from '../../engine/options/schema-option.ts'
import { isBuiltIn, placeholdersOf, templateOf, type Values } from '../../engine/options/template.ts'
import { byPrecedence, matchPrefix, problemOfPrefix, shapeOf } from './pattern.ts'

/** Options that an uploader may set on an object (`litelift-schema`, …), if the route allows it. */
export const OVERRIDABLE = ['schema', 'mode', 'identifiers', 'include', 'exclude', 'verify'] as const
export type Overridable = (typeof OVERRIDABLE)[number]

const routeSchema = optionsSchema.extend({
  /** Keys that begin so take this route; '' takes all. `{name}` between two / stands for what is there in the key. */
  prefix: z.string().superRefine((prefix, context) => {
    const problem = problemOfPrefix(prefix)
    // What cannot be read has no placeholders to look at.
    if (problem !== null) context.addIssue({ code: 'custom', message: problem, continue: false })
  }),
  /** ARN or name of the secret with the credentials (docs/lambda.md, Credentials). */
  secretArn: z.string().min(1).optional(),
  /** In place of a secret: the role to log in as by IAM. */
  iamUser: z.string().min(1).optional(),
  /** Stand in for what the secret does not say, and overrule what it says. */
  host: z.string().min(1).optional(),
  port: z.int().min(1).max(65_535).optional(),
  database: z.string().min(1).optional(),
  overrides: z.array(z.enum(OVERRIDABLE)).default([]),
})

/** Key prefix → target and options. */
export type Route = z.output<typeof routeSchema>

function refuseHalfLogins({ secretArn, iamUser, host, database }: Route, context: z.RefinementCtx): void {
  if ((secretArn === undefined) === (iamUser === undefined))
    context.addIssue({ code: 'custom', path: ['secretArn'], message: 'either it or iamUser is needed' })
  else if (iamUser !== undefined && (host === undefined || database === undefined))
    context.addIssue({
      code: 'custom',
      path: ['iamUser'],
      message: 'needs host and database, which a secret would tell',
    })
}

/** What a route's options name, its prefix has to have; and what comes of it is not for uploaders to overrule. */
function refuseUnknownPlaceholders({ prefix, schema, addColumns, overrides }: Route, context: z.RefinementCtx): void {
  const known = placeholdersOf(templateOf(prefix))
  const ofSchema = placeholdersInSchema(schema).map((name) => ({ path: ['schema'], name }))
  for (const { path, name } of [...ofSchema, ...placeholdersIn(addColumns)]) {
    if (known.includes(name) || isBuiltIn(name)) continue
    const has = known.length === 0 ? 'none' : known.map((one) => `{${one}}`).join(', ')
    context.addIssue({ code: 'custom', path, message: `names {${name}}, and the prefix has ${has}` })
  }
  if (overrides.includes('schema') && ofSchema.length > 0)
    context.addIssue({ code: 'custom', path: ['overrides'], message: 'may not have a schema that is made of the key' })
}

export const routesSchema = z
  .array(
    routeSchema.superRefine(refuseContradictions).superRefine(refuseHalfLogins).superRefine(refuseUnknownPlaceholders),
  )
  .min(1)
  .refine(
    (routes) => new Set(routes.map(({ prefix }) => shapeOf(prefix))).size === routes.length,
    'two routes have one prefix, or prefixes that take the same keys',
  )

/** A route, and what the placeholders of its prefix stand for in a key. */
export interface Taken {
  route: Route
  values: Values
}

/**
 * The route whose prefix covers most of the key; of two that cover as much, the one that has text where the other first has a placeholder.
 * @throws LiteliftError `route-missing`
 */
export function routeOf(routes: Route[], key: string): Taken {
  const matching = routes.flatMap((route) => {
    const match = matchPrefix(route.prefix, key)
    return match ? [{ route, match }] : []
  })
  const [first] = matching.toSorted((a, b) => byPrecedence(a.match, b.match))
  if (first) return { route: first.route, values: first.match.values }
  throw new LiteliftError('route-missing', {
    subject: { file: key },
    message: `No route takes the key ${key}; there are routes for ${routes.map((route) => `${route.prefix}…`).join(', ')}`,
    hint: 'Upload under one of these prefixes, or add a route to the stack.',
  })
}

/** Whether S3 has to be asked about an object before it is known what becomes of it: its metadata, or when it was modified. */
export function asksObject({ overrides, schema, addColumns }: Route): boolean {
  const names = [...placeholdersInSchema(schema), ...placeholdersIn(addColumns).map(({ name }) => name)]
  return (
    overrides.length > 0 ||
    keyColumnsOf(addColumns).length > 0 ||
    names.some((name) => name === 'lastModified' || name.startsWith('metadata.'))
  )
}

const engineOptions = optionsSchema.strip()

/** A route's share of the engine's options. */
export function routeOptions(route: Route): Options {
  return engineOptions.parse(route)
}
