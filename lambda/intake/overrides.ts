import type { S3Client } from '@aws-sdk/client-s3'
import type { RawOptions } from '../../engine/options.ts'
import { logger } from '../logger.ts'
import { headObject } from '../../aws/s3/head.ts'
import { OVERRIDABLE, routeOptions, type Overridable, type Route } from './routes.ts'
import type { ObjectEvent } from './s3-event.ts'

const LISTS: readonly Overridable[] = ['include', 'exclude']

/**
 * The route's options, overruled by the object's own metadata (`x-amz-meta-litelift-schema: …`) where the route allows
 * it. Values go through the same door as all options, the engine's; lists are separated by commas.
 * @throws LiteliftError `object-unavailable`, `file-missing`, `file-replaced`
 */
export async function optionsOf(
  route: Route,
  client: S3Client,
  object: ObjectEvent,
  signal: AbortSignal,
): Promise<RawOptions> {
  const options = routeOptions(route)
  // Nobody may overrule anything: then what the object says need not be known, and a deleted one can still be answered.
  // A seed is its deployer's, who writes the route as well.
  if (route.overrides.length === 0 || object.asked?.seed) return options
  const { metadata } = await headObject(client, object, signal)
  const overrides = Object.fromEntries(
    Object.entries(metadata)
      .filter(([name]) => name.startsWith('litelift-'))
      .map(([name, value]) => [name.slice('litelift-'.length), value])
      .filter(([name]) => isAllowed(name!, route))
      .map(([name, value]) => [name, LISTS.includes(name as Overridable) ? listed(value!) : value]),
  )
  if (Object.keys(overrides).length > 0) logger.info('Options of the object itself', { overrides })
  return { ...options, ...overrides }
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
