import type { RawOptions } from '../../engine/options.ts'
import { logger } from '../logger.ts'
import type { ObjectHead } from '../../aws/s3/head.ts'
import { withoutPlaceholders } from '../../engine/options/template.ts'
import { OVERRIDABLE, routeOptions, type Overridable, type Route } from './routes.ts'

const LISTS: readonly Overridable[] = ['include', 'exclude']

/**
 * The route's options, overruled by the object's own metadata (`x-amz-meta-litelift-schema: …`) where the route allows
 * it. Values go through the same door as all options, the engine's; lists are separated by commas.
 * @param head what S3 says of the object; null where it was not asked, because nothing depends on it
 */
export function optionsOf(route: Route, head: Pick<ObjectHead, 'metadata'> | null): RawOptions {
  const options = routeOptions(route)
  if (head === null || route.overrides.length === 0) return options
  const overrides = Object.fromEntries(
    Object.entries(head.metadata)
      .filter(([name]) => name.startsWith('litelift-'))
      .map(([name, value]) => [name.slice('litelift-'.length), value] as const)
      .filter(([name]) => isAllowed(name, route))
      .map(([name, value]) => [name, valueOf(name as Overridable, value)]),
  )
  if (Object.keys(overrides).length > 0) logger.info('Options of the object itself', { overrides })
  return { ...options, ...overrides }
}

/** What an uploader writes is no template. */
function valueOf(name: Overridable, value: string): string | string[] {
  if (LISTS.includes(name)) return listed(value)
  return name === 'schema' ? withoutPlaceholders(value) : value
}

function isAllowed(name: string, route: Route): boolean {
  if (OVERRIDABLE.includes(name as Overridable) && route.overrides.includes(name as Overridable)) return true
  logger.warn(`Metadata litelift-${name} is ignored: the route does not allow it`, { allowed: route.overrides })
  return false
}

function listed(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
