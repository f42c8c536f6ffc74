import * as z from 'zod'
import { secretInvalid } from './secret-error.ts'

/** What of a route goes before what its secret says. */
export interface SecretRoute {
  secretArn: string
  host?: string | undefined
  port?: number | undefined
  database?: string | undefined
}

/**
 * The shape that RDS writes (docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html).
 * The port is a number or a string, and a managed master secret may hold user and password alone.
 */
const rdsSchema = z.object({
  username: z.string().min(1),
  password: z.string(),
  host: z.string().min(1).optional(),
  port: z.coerce.number().int().optional(),
  dbname: z.string().min(1).optional(),
  engine: z
    .string()
    .regex(/postgres/)
    .optional(),
  sslmode: z.string().optional(),
})

/**
 * The secret's text, which is a PostgreSQL URL or RDS's JSON, as a PostgreSQL URL in which the route's host, port and
 * database stand first.
 * @throws LiteliftError `secret-invalid` without any part of the secret
 */
export function secretUrl(text: string, { secretArn, host, port, database }: SecretRoute): string {
  const overrides = { host, port, dbname: database }
  const plain = text.trim()
  // The first of two parameters of one name counts.
  if (/^postgres(ql)?:\/\//.test(plain)) return plain.replace(/\?|$/, `?${parameters(overrides)}&`).replace(/&$/, '')
  const { username, password, ...rest } = parseRds(plain, secretArn)
  if (![username, password, ...Object.values(rest)].every((value) => String(value).isWellFormed()))
    throw secretInvalid(secretArn, 'holds half of a surrogate pair, which is no character')
  const named = { ...rest, ...withoutUndefined(overrides), engine: undefined, user: username, password }
  if (named.host === undefined) throw secretInvalid(secretArn, 'names no host, and neither does the route')
  if (named.dbname === undefined)
    throw secretInvalid(secretArn, 'names no database (dbname), and neither does the route')
  return `postgres://localhost/?${parameters(named)}`
}

function parseRds(text: string, secretArn: string): z.output<typeof rdsSchema> {
  const parsed = rdsSchema.safeParse(parseJson(text, secretArn))
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message}`)
  throw secretInvalid(secretArn, `has another shape than RDS's (${problems.join('; ')})`)
}

function parseJson(text: string, secretArn: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The SyntaxError is left out on purpose: it quotes the text.
    throw secretInvalid(secretArn, 'is neither JSON nor a URL that begins with postgres://')
  }
}

function parameters(values: Record<string, string | number | undefined>): string {
  return Object.entries(withoutUndefined(values))
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
}

function withoutUndefined<Value>(values: Record<string, Value | undefined>): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter((entry): entry is [string, Value] => entry[1] !== undefined))
}
