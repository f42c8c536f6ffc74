import { readFileSync } from 'node:fs'
import type { RawOptions } from '../../engine/options.ts'
import type { Route } from '../../infra/route.ts'

/** The options that the command line takes as well. */
const fleet = JSON.parse(readFileSync(new URL('litelift.json', import.meta.url), 'utf8')) as RawOptions

/** `devices/pump-1/2026-11-02.db` goes into the tables of the fleet, `tenants/acme/shop.db` into a schema of its own. */
export const routes: Route[] = [
  { prefix: 'devices/{device}/', ...fleet },
  { prefix: 'tenants/{tenant}/', schema: 't_{tenant}', mode: 'replace' },
]
