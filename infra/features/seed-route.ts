import { byPrecedence, matchPrefix } from '../../lambda/intake/pattern.ts'
import type { Route } from '../route.ts'

/**
 * The route that takes a seed, as the function will find it.
 * @param start the route's prefix, its placeholders filled in
 * @throws Error when no route begins so, or another one takes the seed
 */
export function routeOfSeed(routes: readonly Route[], start: string, name: string): Route {
  const route = taking(routes, `${start}-`)
  if (!route || matchPrefix(route.prefix, start)?.length !== start.length) {
    throw new Error(`No route has the prefix '${start}': a seed takes one of the routes of its litelift.`)
  }
  const other = taking(routes, `${start}${name}`)
  if (other !== route) {
    throw new Error(`The route '${other!.prefix}' would take the seed '${start}${name}': give it another name.`)
  }
  return route
}

function taking(routes: readonly Route[], text: string): Route | undefined {
  const matching = routes.flatMap((route) => {
    const match = matchPrefix(route.prefix, text)
    return match ? [{ route, match }] : []
  })
  return matching.toSorted((a, b) => byPrecedence(a.match, b.match))[0]?.route
}
