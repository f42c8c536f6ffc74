import * as z from 'zod'
import { LiteliftError } from '../../engine/errors.ts'
import { optionsSchema, type Options, refuseContradictions } from '../../engine/options.ts'

/** Options that an uploader may set on an object (`litelift-schema`, …), if the route allows it. */
export const OVERRIDABLE = ['schema', 'mode', 'identifiers', 'include', 'exclude', 'verify'] as const
export type Overridable = (typeof OVERRIDABLE)[number]

const routeSchema = optionsSchema.extend({
  /** Keys that begin with it take this route; '' takes all. */
  prefix: z.string(),
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

export const routesSchema = z
  .array(routeSchema.superRefine(refuseContradictions).superRefine(refuseHalfLogins))
  .min(1)
  .refine((routes) => new Set(routes.map((route) => route.prefix)).size === routes.length, 'two routes have one prefix')

/**
 * The route with the longest prefix of the key.
 * @throws LiteliftError `route-missing`
 */
export function routeOf(routes: Route[], key: string): Route {
  const matching = routes.filter((route) => key.startsWith(route.prefix))
  const [longest] = matching.toSorted((a, b) => b.prefix.length - a.prefix.length)
  if (longest) return longest
  throw new LiteliftError('route-missing', {
    subject: { file: key },
    message: `No route takes the key ${key}; there are routes for ${routes.map((route) => `${route.prefix}…`).join(', ')}`,
    hint: 'Upload under one of these prefixes, or add a route to the stack.',
  })
}

const engineOptions = optionsSchema.strip()

/** A route's share of the engine's options. */
export function routeOptions(route: Route): Options {
  return engineOptions.parse(route)
}
